import { Counter, Gauge, type Registry } from 'prom-client';
import type { TelemetryStore } from '../store/index.ts';

/** The intake counters of `/metrics`. Insert figures are read from the store when they are asked for. */
export function createIntakeCounters(registry: Registry, store: TelemetryStore) {
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers: [registry] });
  const fromStore = (Metric: typeof Counter | typeof Gauge, name: string, help: string, read: () => number) =>
    new Metric({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  fromStore(
    Counter,
    'combray_inserts_total',
    'Blocks committed to the telemetry store.',
    () => store.stats().insertCount,
  );
  fromStore(
    Counter,
    'combray_insert_seconds_total',
    'Seconds spent in inserts, sync included.',
    () => store.stats().insertSeconds,
  );
  fromStore(
    Counter,
    'combray_rows_inserted_total',
    'Rows committed to the telemetry store.',
    () => store.stats().insertedRows,
  );
  fromStore(Gauge, 'combray_queue_bytes', 'Bytes waiting to be inserted.', () => store.stats().queuedBytes);
  return {
    requests: counter('combray_requests_total', 'Requests by door and outcome: accepted, repeated or the error code.', [
      'door',
      'outcome',
    ]),
    bodyBytes: counter('combray_body_bytes_total', 'Bytes of decoded request bodies, as sent.', ['door']),
    recordsReceived: counter(
      'combray_records_received_total',
      'Records that arrived where senders get no answer, kept or not.',
      ['door'],
    ),
    recordsSpilled: counter(
      'combray_records_spilled_total',
      'Records thrown away because too many were waiting, or because they could not be kept.',
      ['door'],
    ),
    recordsAccepted: counter('combray_records_accepted_total', 'Records kept, counted as the protocol counts them.', [
      'door',
    ]),
    recordsRejected: counter('combray_records_rejected_total', 'Records left out of accepted requests, by reason.', [
      'door',
      'reason',
    ]),
    oddities: counter('combray_oddities_total', 'Strings repaired, and rows with values cut or times out of range.', [
      'door',
      'kind',
    ]),
  };
}

import { Counter, type Registry } from 'prom-client';
import type { TelemetryRecord } from './operations/ingest-operations.ts';

/** What daemons say of themselves (PutTelemetryRecords): segments that never came here among it. */
export interface DaemonHealth {
  note(record: TelemetryRecord): void;
}

const SEGMENT_COUNTS = {
  SegmentsReceivedCount: 'received',
  SegmentsSentCount: 'sent',
  SegmentsSpilloverCount: 'spilled',
  SegmentsRejectedCount: 'rejected',
} as const satisfies Partial<Record<keyof TelemetryRecord, string>>;

const ERROR_COUNTS = {
  TimeoutCount: 'timeout',
  ConnectionRefusedCount: 'connection-refused',
  HTTPCode4XXCount: 'http-4xx',
  HTTPCode5XXCount: 'http-5xx',
  UnknownHostCount: 'unknown-host',
  OtherCount: 'other',
} as const satisfies Record<keyof NonNullable<TelemetryRecord['BackendConnectionErrors']>, string>;

export function createDaemonHealth(registry: Registry): DaemonHealth {
  const segments = new Counter({
    name: 'combray_xray_daemon_segments_total',
    help: 'Segments as X-Ray daemons count them, by outcome.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const errors = new Counter({
    name: 'combray_xray_daemon_connection_errors_total',
    help: 'Failed requests as X-Ray daemons count them, by kind.',
    labelNames: ['kind'],
    registers: [registry],
  });
  return {
    note(record) {
      for (const [name, outcome] of entriesOf(SEGMENT_COUNTS)) segments.inc({ outcome }, atLeastZero(record[name]));
      for (const [name, kind] of entriesOf(ERROR_COUNTS)) {
        errors.inc({ kind }, atLeastZero(record.BackendConnectionErrors?.[name]));
      }
    },
  };
}

function entriesOf<Name extends string>(labels: Record<Name, string>): [Name, string][] {
  return Object.entries(labels) as [Name, string][];
}

/** A counter only grows, whatever a client says. */
function atLeastZero(count: number | undefined): number {
  return Math.max(0, count ?? 0);
}

import { datasetOfService } from '../../model/dataset.ts';
import type { RateUse } from './attribute-list.ts';
import { datasetOfLogs, datasetOfMetrics } from './datasets.ts';
import type { JsonListNames, MakeJsonRecords } from './json-export.ts';
import { JsonLogs } from './json-logs.ts';
import { JsonMetrics } from './json-metrics.ts';
import { JsonSpans } from './json-spans.ts';
import type { OtlpLogRecord } from './log-messages.ts';
import { LogRows } from './log-rows.ts';
import type { OtlpSpan } from './messages.ts';
import type { OtlpMetric } from './metric-messages.ts';
import { MetricRows } from './metric-rows.ts';
import type { MakeProtobufRecords } from './protobuf-export.ts';
import { ProtobufLogs } from './protobuf-logs.ts';
import { ProtobufMetrics } from './protobuf-metrics.ts';
import { ProtobufSpans } from './protobuf-spans.ts';
import type { RecordRows, RowParts } from './record-rows.ts';
import type { OtlpSignal } from './signals.ts';
import { SpanRows } from './span-rows.ts';

/** Everything in which decoding one signal differs from decoding another. */
export interface SignalFormat<OtlpRecord> {
  readonly signal: OtlpSignal;
  readonly protobuf: MakeProtobufRecords<OtlpRecord>;
  readonly json: MakeJsonRecords<OtlpRecord>;
  readonly jsonNames: JsonListNames;
  readonly rows: (parts: RowParts) => RecordRows<OtlpRecord>;
  readonly datasetOf: (service: string, datasetHeader: string) => string;
  readonly rates: RateUse;
  /** What a client is told when nothing in its request looks like a record of this signal. */
  readonly foreignHint: string;
}

export const TRACES_FORMAT: SignalFormat<OtlpSpan> = {
  signal: 'traces',
  protobuf: (...parts) => new ProtobufSpans(...parts),
  json: (...parts) => new JsonSpans(...parts),
  jsonNames: { resources: 'resourceSpans', scopes: 'scopeSpans', records: 'spans' },
  rows: (parts) => new SpanRows(parts),
  datasetOf: datasetOfService,
  rates: 'weight',
  foreignHint: 'no span has a trace_id or span_id: is this a request for /v1/logs or /v1/metrics?',
};

export const LOGS_FORMAT: SignalFormat<OtlpLogRecord> = {
  signal: 'logs',
  protobuf: (reader, values) => new ProtobufLogs(reader, values),
  json: (fields, values) => new JsonLogs(fields, values),
  jsonNames: { resources: 'resourceLogs', scopes: 'scopeLogs', records: 'logRecords' },
  rows: (parts) => new LogRows(parts),
  datasetOf: datasetOfLogs,
  rates: 'weight',
  foreignHint: 'no log record can be read: is this a request for /v1/traces or /v1/metrics?',
};

export const METRICS_FORMAT: SignalFormat<OtlpMetric> = {
  signal: 'metrics',
  protobuf: (...parts) => new ProtobufMetrics(...parts),
  json: (...parts) => new JsonMetrics(...parts),
  jsonNames: { resources: 'resourceMetrics', scopes: 'scopeMetrics', records: 'metrics' },
  rows: (parts) => new MetricRows(parts),
  datasetOf: (_service, datasetHeader) => datasetOfMetrics(datasetHeader),
  // A point is a measurement, not one of many like it: a weight would multiply what it says.
  rates: 'attribute',
  foreignHint: 'no metric can be read: is this a request for /v1/traces or /v1/logs?',
};

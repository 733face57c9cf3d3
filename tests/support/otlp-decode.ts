import { type DecodedExport, type DecodeOptions, decodeExport } from '../../src/doors/otlp/decode.ts';
import type { OtlpSignal } from '../../src/doors/otlp/signals.ts';
import { DEFAULT_RECORD_LIMITS } from '../../src/model/limits.ts';
import { type BatchRow, batchRows } from './batch-rows.ts';
import { encodeRequest } from './otlp-protobuf.ts';

/** 2026-01-01T00:00:00Z */
export const RECEIVED_NS = 1_767_225_600_000_000_000n;
export const ANY_TIME = { earliestNs: 0n, latestNs: 2n ** 63n - 1n };

export interface DecodedRows extends Omit<DecodedExport, 'batch'> {
  readonly rows: BatchRow[];
}

export interface DecodeTestOptions extends Partial<DecodeOptions> {
  readonly signal?: OtlpSignal;
}

export function decodeRows(
  body: Uint8Array,
  encoding: 'protobuf' | 'json',
  { signal = 'traces', ...options }: DecodeTestOptions = {},
): DecodedRows {
  const { batch, ...rest } = decodeExport(signal, body, encoding, {
    limits: DEFAULT_RECORD_LIMITS,
    timeRange: ANY_TIME,
    receivedNs: RECEIVED_NS,
    datasetHeader: '',
    ...options,
  });
  return { ...rest, rows: batchRows(batch) };
}

export function decodeJson(request: unknown, options: DecodeTestOptions = {}): DecodedRows {
  return decodeRows(Buffer.from(JSON.stringify(request)), 'json', options);
}

/** Decodes the request in both encodings and throws if they do not make the same. */
export function decodeBoth(request: object, options: DecodeTestOptions = {}): DecodedRows {
  const fromJson = decodeJson(request, options);
  const fromProtobuf = decodeRows(encodeRequest(options.signal ?? 'traces', request), 'protobuf', options);
  if (JSON.stringify(fromJson) !== JSON.stringify(fromProtobuf)) {
    throw new Error(`JSON made ${JSON.stringify(fromJson)}, protobuf ${JSON.stringify(fromProtobuf)}`);
  }
  return fromProtobuf;
}

export const TRACE_ID = '0102030405060708090a0b0c0d0e0f10';
export const SPAN_ID = '0102030405060708';

/** An attribute of OTLP's JSON from the plain value; an object is an AnyValue already. */
export function attribute(key: string, value: string | number | boolean | object): object {
  if (typeof value === 'string') return { key, value: { stringValue: value } };
  if (typeof value === 'boolean') return { key, value: { boolValue: value } };
  if (typeof value === 'number') return { key, value: { intValue: String(value) } };
  return { key, value };
}

/** A request of one resource and one scope; each span gets ids unless it has some. */
export function traceRequest(
  spans: readonly object[],
  { resource = {}, scope = {}, ...more }: { resource?: object; scope?: object; schemaUrl?: string } = {},
): object {
  const withIds = spans.map((span) => ({ traceId: TRACE_ID, spanId: SPAN_ID, ...span }));
  return { resourceSpans: [{ resource, scopeSpans: [{ scope, spans: withIds, ...more }] }] };
}

/** A request of one resource and one scope. */
export function logsRequest(
  logRecords: readonly object[],
  { resource = {}, scope = {}, ...more }: { resource?: object; scope?: object; schemaUrl?: string } = {},
): object {
  return { resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords, ...more }] }] };
}

/** A request of one resource and one scope. */
export function metricsRequest(
  metrics: readonly object[],
  { resource = {}, scope = {}, ...more }: { resource?: object; scope?: object; schemaUrl?: string } = {},
): object {
  return { resourceMetrics: [{ resource, scopeMetrics: [{ scope, metrics, ...more }] }] };
}

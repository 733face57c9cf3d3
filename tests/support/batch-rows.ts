import { hexFromBytes } from '../../src/base/hex.ts';
import {
  ATTRIBUTE_BOOL,
  ATTRIBUTE_FLOAT,
  ATTRIBUTE_INT,
  ATTRIBUTE_JSON,
  ATTRIBUTE_STRING,
  type EventBatch,
} from '../../src/model/event-batch.ts';
import { SPAN_ID_BYTES, TRACE_ID_BYTES } from '../../src/model/ids.ts';

/** One row of a batch as the store's events table gives it back: 64-bit integers as text, ids as hex. */
export type BatchRow = Readonly<Record<string, unknown>>;

const ATTRIBUTE_MAPS = new Map<number, string>([
  [ATTRIBUTE_STRING, 'attr_string'],
  [ATTRIBUTE_INT, 'attr_int'],
  [ATTRIBUTE_FLOAT, 'attr_float'],
  [ATTRIBUTE_BOOL, 'attr_bool'],
  [ATTRIBUTE_JSON, 'attr_json'],
]);

export function batchRows(batch: EventBatch): BatchRow[] {
  return Array.from({ length: batch.count }, (_, row) => batchRow(batch, row));
}

function batchRow(batch: EventBatch, row: number): BatchRow {
  const id = (bytes: Uint8Array, width: number) => hexFromBytes(bytes, row * width, width);
  return {
    dataset: batch.dataset[row],
    signal: batch.signal[row],
    kind: batch.kind[row],
    time: String(batch.timeNs[row]),
    duration_ns: String(batch.durationNs[row]),
    trace_id: id(batch.traceId, TRACE_ID_BYTES),
    span_id: id(batch.spanId, SPAN_ID_BYTES),
    parent_id: id(batch.parentId, SPAN_ID_BYTES),
    link_trace_id: id(batch.linkTraceId, TRACE_ID_BYTES),
    link_span_id: id(batch.linkSpanId, SPAN_ID_BYTES),
    name: batch.name[row],
    parent_name: batch.parentName[row],
    service: batch.service[row],
    span_kind: batch.spanKind[row],
    status_code: batch.statusCode[row],
    status_message: batch.statusMessage[row],
    trace_state: batch.traceState[row],
    scope_name: batch.scopeName[row],
    scope_version: batch.scopeVersion[row],
    weight: batch.weight[row],
    ...attributeMaps(batch, row),
  };
}

/** Throws when a row has a name twice: a map cannot hold it. */
function attributeMaps({ attributes }: EventBatch, row: number): Record<string, Record<string, unknown>> {
  const maps: Record<string, Record<string, unknown>> = {};
  for (const name of ATTRIBUTE_MAPS.values()) maps[name] = {};
  const scalars = new Set<string>();
  for (let entry = attributes.offsets[row] ?? 0; entry < (attributes.offsets[row + 1] ?? 0); entry++) {
    const key = attributes.keys[entry] ?? '';
    const type = attributes.types[entry] ?? -1;
    const map = maps[ATTRIBUTE_MAPS.get(type) ?? ''];
    if (!map || Object.hasOwn(map, key) || (type !== ATTRIBUTE_JSON && scalars.has(key))) {
      throw new Error(`row ${row}: attribute ${key} of type ${type} stands twice or has no type`);
    }
    if (type !== ATTRIBUTE_JSON) scalars.add(key);
    const value = attributes.values[entry];
    Object.defineProperty(map, key, { value: readable(value), enumerable: true });
  }
  return maps;
}

/** As the engine writes it in JSON. */
function readable(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}

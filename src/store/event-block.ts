import { assert, assertNever } from '../base/assert.ts';
import type { ByteWriter } from '../base/byte-writer.ts';
import { hexFromBytes, isZero } from '../base/hex.ts';
import { UNIX_NS_MAX } from '../base/time.ts';
import {
  ATTRIBUTE_BOOL,
  ATTRIBUTE_FLOAT,
  ATTRIBUTE_INT,
  ATTRIBUTE_JSON,
  ATTRIBUTE_STRING,
  type AttributeType,
  type AttributeValue,
  type EventBatch,
} from '../model/event-batch.ts';
import { SPAN_ID_BYTES, TRACE_ID_BYTES } from '../model/ids.ts';
import {
  int64Column,
  lowCardinalityColumn,
  type MapEntries,
  mapColumn,
  type NativeColumn,
  rawColumn,
  stringColumn,
  writeNativeBlock,
} from './native-block.ts';
import type { WriteRequest } from './store.ts';

/** Rows of one insert: those of several requests, with one time of arrival. */
export interface Block {
  readonly columnNames: readonly string[];
  readonly rowCount: number;
  readonly bytes: Uint8Array;
}

/** The rows of `events` for these requests. `ingestedNs` decides the partition: one block, one partition, one part. */
export function eventBlock(requests: readonly WriteRequest[], ingestedNs: bigint): Block {
  const batches = requests.map((request) => request.batch);
  const rowCount = batches.reduce((sum, batch) => sum + batch.count, 0);
  const columns = [
    ...requestColumns(requests),
    int64Column('time', joinInt64(batches.map((batch) => batch.timeNs))),
    int64Column('duration_ns', joinInt64(batches.map((batch) => batch.durationNs))),
    ...idColumns(batches),
    ...textColumns(batches),
    rawColumn('status_code', 'UInt8', Buffer.concat(batches.map((batch) => batch.statusCode))),
    rawColumn('weight', 'Float64', Buffer.concat(batches.map((batch) => bytesOf(batch.weight)))),
    ...attributeColumns(batches),
    ingestedColumn(rowCount, ingestedNs),
  ];
  return { columnNames: columns.map((column) => column.name), rowCount, bytes: writeNativeBlock(rowCount, columns) };
}

/** What every row of a request has in common. */
function requestColumns(requests: readonly WriteRequest[]): NativeColumn[] {
  const perRow = <T>(read: (request: WriteRequest) => T) =>
    requests.flatMap((request) => new Array<T>(request.batch.count).fill(read(request)));
  return [
    rawColumn('environment', 'UInt32', bytesOf(Uint32Array.from(perRow((request) => request.environment)))),
    lowCardinalityColumn(
      'source',
      perRow((request) => request.source),
    ),
    rawColumn('request_hash', 'UInt64', bytesOf(BigUint64Array.from(perRow((request) => request.requestHash ?? 0n)))),
  ];
}

function textColumns(batches: readonly EventBatch[]): NativeColumn[] {
  const low = (name: string, read: (batch: EventBatch) => readonly string[]) =>
    lowCardinalityColumn(name, batches.flatMap(read));
  return [
    low('dataset', (batch) => batch.dataset),
    low('signal', (batch) => batch.signal),
    low('kind', (batch) => batch.kind),
    low('name', (batch) => batch.name),
    low('parent_name', (batch) => batch.parentName),
    low('service', (batch) => batch.service),
    low('span_kind', (batch) => batch.spanKind),
    low('scope_name', (batch) => batch.scopeName),
    low('scope_version', (batch) => batch.scopeVersion),
    stringColumn(
      'status_message',
      batches.flatMap((batch) => batch.statusMessage),
    ),
    stringColumn(
      'trace_state',
      batches.flatMap((batch) => batch.traceState),
    ),
  ];
}

function idColumns(batches: readonly EventBatch[]): NativeColumn[] {
  const id = (name: string, width: number, read: (batch: EventBatch) => Uint8Array) =>
    rawColumn(name, `FixedString(${width})`, Buffer.concat(batches.map(read)));
  return [
    id('trace_id', TRACE_ID_BYTES, (batch) => batch.traceId),
    id('span_id', SPAN_ID_BYTES, (batch) => batch.spanId),
    id('parent_id', SPAN_ID_BYTES, (batch) => batch.parentId),
    id('link_trace_id', TRACE_ID_BYTES, (batch) => batch.linkTraceId),
    id('link_span_id', SPAN_ID_BYTES, (batch) => batch.linkSpanId),
  ];
}

function attributeColumns(batches: readonly EventBatch[]): NativeColumn[] {
  const maps = [ATTRIBUTE_STRING, ATTRIBUTE_INT, ATTRIBUTE_FLOAT, ATTRIBUTE_BOOL, ATTRIBUTE_JSON].map((type) =>
    collectEntries(batches, type as AttributeType),
  ) as [MapEntries<string>, MapEntries<bigint>, MapEntries<number>, MapEntries<boolean>, MapEntries<string>];
  const writeText = (out: ByteWriter, value: string) => out.string(value);
  return [
    mapColumn('attr_string', 'String', maps[ATTRIBUTE_STRING], writeText),
    mapColumn('attr_int', 'Int64', maps[ATTRIBUTE_INT], (out, value) => out.i64(value)),
    mapColumn('attr_float', 'Float64', maps[ATTRIBUTE_FLOAT], (out, value) => out.f64(value)),
    mapColumn('attr_bool', 'Bool', maps[ATTRIBUTE_BOOL], (out, value) => out.u8(value ? 1 : 0)),
    mapColumn('attr_json', 'String', maps[ATTRIBUTE_JSON], writeText),
  ];
}

function collectEntries(batches: readonly EventBatch[], type: AttributeType): MapEntries<AttributeValue> {
  const offsets = [0];
  const keys: string[] = [];
  const values: AttributeValue[] = [];
  for (const { count, attributes } of batches) {
    for (let row = 0; row < count; row++) {
      const end = attributes.offsets[row + 1] ?? 0;
      for (let entry = attributes.offsets[row] ?? 0; entry < end; entry++) {
        if (attributes.types[entry] !== type) continue;
        const value = attributes.values[entry];
        assert(isOfType(value, type), 'an attribute has the JavaScript type of its column');
        keys.push(attributes.keys[entry] ?? '');
        values.push(value);
      }
      offsets.push(keys.length);
    }
  }
  return { offsets, keys, values };
}

function isOfType(value: AttributeValue | undefined, type: AttributeType): value is AttributeValue {
  switch (type) {
    case ATTRIBUTE_STRING:
    case ATTRIBUTE_JSON:
      return typeof value === 'string';
    case ATTRIBUTE_INT:
      return typeof value === 'bigint';
    case ATTRIBUTE_FLOAT:
      return typeof value === 'number';
    case ATTRIBUTE_BOOL:
      return typeof value === 'boolean';
    default:
      return assertNever(type, 'attribute type');
  }
}

/** The rows of `trace_times` for these requests: one per request and trace. Undefined when no row has a trace id. */
export function traceTimesBlock(requests: readonly WriteRequest[], ingestedNs: bigint): Block | undefined {
  const extents = requests.flatMap((request) => traceExtents(request));
  if (extents.length === 0) return undefined;
  const columns = [
    rawColumn('environment', 'UInt32', bytesOf(Uint32Array.from(extents, (extent) => extent.environment))),
    rawColumn('trace_id', `FixedString(${TRACE_ID_BYTES})`, Buffer.concat(extents.map((extent) => extent.traceId))),
    int64Column(
      'min_time',
      BigInt64Array.from(extents, (extent) => extent.minNs),
    ),
    int64Column(
      'max_time',
      BigInt64Array.from(extents, (extent) => extent.maxNs),
    ),
    ingestedColumn(extents.length, ingestedNs),
  ];
  return {
    columnNames: columns.map((column) => column.name),
    rowCount: extents.length,
    bytes: writeNativeBlock(extents.length, columns),
  };
}

interface ExtentRow {
  readonly environment: number;
  readonly traceId: Uint8Array;
  minNs: bigint;
  maxNs: bigint;
}

function traceExtents({ environment, batch }: WriteRequest): ExtentRow[] {
  const extents = new Map<string, ExtentRow>();
  for (let row = 0; row < batch.count; row++) {
    const at = row * TRACE_ID_BYTES;
    if (isZero(batch.traceId, at, TRACE_ID_BYTES)) continue;
    const minNs = batch.timeNs[row] ?? 0n;
    const durationNs = batch.durationNs[row] ?? -1n;
    const end = durationNs > 0n ? minNs + durationNs : minNs;
    const maxNs = end > UNIX_NS_MAX ? UNIX_NS_MAX : end;
    const key = hexFromBytes(batch.traceId, at, TRACE_ID_BYTES);
    const known = extents.get(key);
    if (!known) {
      extents.set(key, { environment, traceId: batch.traceId.subarray(at, at + TRACE_ID_BYTES), minNs, maxNs });
    } else {
      if (minNs < known.minNs) known.minNs = minNs;
      if (maxNs > known.maxNs) known.maxNs = maxNs;
    }
  }
  return [...extents.values()];
}

function ingestedColumn(rowCount: number, ingestedNs: bigint): NativeColumn {
  return rawColumn('ingested', "DateTime64(9, 'UTC')", bytesOf(new BigInt64Array(rowCount).fill(ingestedNs)));
}

function bytesOf(values: Uint32Array | Float64Array | BigInt64Array | BigUint64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function joinInt64(parts: readonly BigInt64Array[]): BigInt64Array {
  const joined = new BigInt64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

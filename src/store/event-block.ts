import { assert } from '../base/assert.ts';
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
import type { SegmentRow } from '../model/side-rows.ts';
import {
  bytesOf,
  lowCardinalityColumn,
  type MapEntries,
  mapColumn,
  type NativeBlock,
  type NativeColumn,
  nativeBlock,
  rawColumn,
  stringColumn,
} from './native-block.ts';
import type { WriteRequest } from './store.ts';

/** The rows of `events` for these requests. `ingestedNs` decides the partition: one block, one partition, one part. */
export function eventBlock(requests: readonly WriteRequest[], ingestedNs: bigint): NativeBlock {
  const batches = requests.map((request) => request.batch);
  const rowCount = countRows(batches);
  return nativeBlock(rowCount, [
    ...requestColumns(requests),
    rawColumn('time', 'Int64', Buffer.concat(batches.map((batch) => bytesOf(batch.timeNs)))),
    rawColumn('duration_ns', 'Int64', Buffer.concat(batches.map((batch) => bytesOf(batch.durationNs)))),
    ...idColumns(batches),
    ...textColumns(batches),
    rawColumn('status_code', 'UInt8', Buffer.concat(batches.map((batch) => batch.statusCode))),
    rawColumn('weight', 'Float64', Buffer.concat(batches.map((batch) => bytesOf(batch.weight)))),
    ...attributeColumns(batches),
    ingestedColumn(rowCount, ingestedNs),
  ]);
}

/** What every row of a request has in common. */
function requestColumns(requests: readonly WriteRequest[]): NativeColumn[] {
  const perRow = <T>(read: (request: WriteRequest) => T) =>
    requests.flatMap((request) => new Array<T>(request.batch.count).fill(read(request)));
  const u64 = (name: string, read: (request: WriteRequest) => bigint | BigUint64Array) =>
    rawColumn(name, 'UInt64', Buffer.concat(requests.map((request) => bytesOf(u64s(read(request), request)))));
  return [
    rawColumn('environment', 'UInt32', bytesOf(Uint32Array.from(perRow((request) => request.environment)))),
    lowCardinalityColumn(
      'source',
      perRow((request) => request.source),
    ),
    u64('request_hash', (request) => request.requestHash ?? 0n),
    u64('document_version', (request) => request.documentVersion ?? 0n),
    u64('issue_id', (request) => request.errors?.issueId ?? 0n),
    u64('occurrence_id', (request) => request.errors?.occurrenceId ?? 0n),
  ];
}

function u64s(value: bigint | BigUint64Array, { batch }: WriteRequest): BigUint64Array {
  return typeof value === 'bigint' ? new BigUint64Array(batch.count).fill(value) : value;
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
  const text = (name: string, type: typeof ATTRIBUTE_STRING | typeof ATTRIBUTE_JSON) =>
    mapColumn(
      name,
      'String',
      () => collectEntries(batches, type, isText),
      (out, value) => out.string(value),
    );
  return [
    text('attr_string', ATTRIBUTE_STRING),
    mapColumn(
      'attr_int',
      'Int64',
      () => collectEntries(batches, ATTRIBUTE_INT, isBigint),
      (out, value) => out.i64(value),
    ),
    mapColumn(
      'attr_float',
      'Float64',
      () => collectEntries(batches, ATTRIBUTE_FLOAT, isNumber),
      (out, value) => out.f64(value),
    ),
    mapColumn(
      'attr_bool',
      'Bool',
      () => collectEntries(batches, ATTRIBUTE_BOOL, isBoolean),
      (out, value) => out.u8(value ? 1 : 0),
    ),
    text('attr_json', ATTRIBUTE_JSON),
  ];
}

type Value = AttributeValue | undefined;
const isText = (value: Value): value is string => typeof value === 'string';
const isBigint = (value: Value): value is bigint => typeof value === 'bigint';
const isNumber = (value: Value): value is number => typeof value === 'number';
const isBoolean = (value: Value): value is boolean => typeof value === 'boolean';

function collectEntries<T>(
  batches: readonly EventBatch[],
  type: AttributeType,
  isOfType: (value: Value) => value is AttributeValue & T,
): MapEntries<T> {
  const offsets = new BigUint64Array(1 + countRows(batches));
  const keys: string[] = [];
  const values: T[] = [];
  let rowsBefore = 0;
  for (const { count, attributes } of batches) {
    for (let row = 0; row < count; row++) {
      const end = attributes.offsets[row + 1] ?? 0;
      for (let entry = attributes.offsets[row] ?? 0; entry < end; entry++) {
        if (attributes.types[entry] !== type) continue;
        const value = attributes.values[entry];
        assert(isOfType(value), 'an attribute has the JavaScript type of its column');
        keys.push(attributes.keys[entry] ?? '');
        values.push(value);
      }
      offsets[rowsBefore + row + 1] = BigInt(keys.length);
    }
    rowsBefore += count;
  }
  return { offsets, keys, values };
}

/** The rows of `trace_times` for these requests: one per request and trace. Undefined when no row has a trace id. */
export function traceTimesBlock(requests: readonly WriteRequest[], ingestedNs: bigint): NativeBlock | undefined {
  return extentsBlock(
    requests.flatMap((request) => traceExtents(request)),
    ingestedNs,
  );
}

/** Where in time the documents' traces lie. */
export function documentTimesBlock(rows: readonly SegmentRow[], ingestedNs: bigint): NativeBlock | undefined {
  const extents = rows.map(({ environment, traceId, startTime, endTime }) => {
    const isEnded = endTime >= startTime;
    return { environment, traceId, minNs: startTime, maxNs: isEnded ? endTime : startTime };
  });
  return extentsBlock(extents, ingestedNs);
}

function extentsBlock(extents: readonly ExtentRow[], ingestedNs: bigint): NativeBlock | undefined {
  if (extents.length === 0) return undefined;
  return nativeBlock(extents.length, [
    rawColumn('environment', 'UInt32', bytesOf(Uint32Array.from(extents, (extent) => extent.environment))),
    rawColumn('trace_id', `FixedString(${TRACE_ID_BYTES})`, Buffer.concat(extents.map((extent) => extent.traceId))),
    rawColumn('min_time', 'Int64', bytesOf(BigInt64Array.from(extents, (extent) => extent.minNs))),
    rawColumn('max_time', 'Int64', bytesOf(BigInt64Array.from(extents, (extent) => extent.maxNs))),
    ingestedColumn(extents.length, ingestedNs),
  ]);
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

export function ingestedColumn(rowCount: number, ingestedNs: bigint): NativeColumn {
  return rawColumn('ingested', "DateTime64(9, 'UTC')", bytesOf(new BigInt64Array(rowCount).fill(ingestedNs)));
}

function countRows(batches: readonly EventBatch[]): number {
  return batches.reduce((sum, batch) => sum + batch.count, 0);
}

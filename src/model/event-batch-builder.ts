import { assert } from '../base/assert.ts';
import type { AttributeType, AttributeValue, EventBatch, EventKind, Signal, SpanKind } from './event-batch.ts';
import { SPAN_ID_BYTES, TRACE_ID_BYTES } from './ids.ts';

const NO_TRACE_ID = new Uint8Array(TRACE_ID_BYTES);
const NO_SPAN_ID = new Uint8Array(SPAN_ID_BYTES);

/** The scalar fields of one row. What is left out takes the column's "absent" value. */
export interface EventFields {
  readonly timeNs: bigint;
  readonly durationNs?: bigint | undefined;
  readonly signal: Signal;
  readonly kind: EventKind;
  readonly dataset: string;
  /** 16 bytes. */
  readonly traceId?: Uint8Array | undefined;
  /** 8 bytes. */
  readonly spanId?: Uint8Array | undefined;
  /** 8 bytes. */
  readonly parentId?: Uint8Array | undefined;
  readonly linkTraceId?: Uint8Array | undefined;
  readonly linkSpanId?: Uint8Array | undefined;
  readonly name?: string | undefined;
  readonly parentName?: string | undefined;
  readonly service?: string | undefined;
  readonly spanKind?: SpanKind | undefined;
  readonly statusCode?: number | undefined;
  readonly statusMessage?: string | undefined;
  readonly traceState?: string | undefined;
  readonly scopeName?: string | undefined;
  readonly scopeVersion?: string | undefined;
  readonly weight?: number | undefined;
}

const TIME_END = 2n ** 63n;

/**
 * Collects rows into an `EventBatch`, column by column. Per row: `attribute()` any number of times, then `endRow()` once. A
 * decoder that finds a row bad calls `dropRow()` instead, and the row's attributes are forgotten.
 */
export class EventBatchBuilder {
  #count = 0;
  readonly #timeNs: bigint[] = [];
  readonly #durationNs: bigint[] = [];
  readonly #signal: Signal[] = [];
  readonly #kind: EventKind[] = [];
  readonly #dataset: string[] = [];
  readonly #traceId: Uint8Array[] = [];
  readonly #spanId: Uint8Array[] = [];
  readonly #parentId: Uint8Array[] = [];
  readonly #linkTraceId: Uint8Array[] = [];
  readonly #linkSpanId: Uint8Array[] = [];
  readonly #name: string[] = [];
  readonly #parentName: string[] = [];
  readonly #service: string[] = [];
  readonly #spanKind: (SpanKind | '')[] = [];
  readonly #statusCode: number[] = [];
  readonly #statusMessage: string[] = [];
  readonly #traceState: string[] = [];
  readonly #scopeName: string[] = [];
  readonly #scopeVersion: string[] = [];
  readonly #weight: number[] = [];
  readonly #offsets: number[] = [0];
  readonly #keys: string[] = [];
  readonly #types: AttributeType[] = [];
  readonly #values: AttributeValue[] = [];

  get count(): number {
    return this.#count;
  }

  attribute(key: string, type: AttributeType, value: AttributeValue): void {
    this.#keys.push(key);
    this.#types.push(type);
    this.#values.push(value);
  }

  endRow(fields: EventFields): void {
    const { timeNs, durationNs = -1n, weight = 1 } = fields;
    assert(timeNs >= 0n && timeNs < TIME_END, 'a time is within 0 and 2^63-1');
    assert(weight >= 1, 'a weight is at least 1');
    this.#count++;
    this.#timeNs.push(timeNs);
    this.#durationNs.push(durationNs);
    this.#signal.push(fields.signal);
    this.#kind.push(fields.kind);
    this.#dataset.push(fields.dataset);
    this.#traceId.push(fields.traceId ?? NO_TRACE_ID);
    this.#spanId.push(fields.spanId ?? NO_SPAN_ID);
    this.#parentId.push(fields.parentId ?? NO_SPAN_ID);
    this.#linkTraceId.push(fields.linkTraceId ?? NO_TRACE_ID);
    this.#linkSpanId.push(fields.linkSpanId ?? NO_SPAN_ID);
    this.#name.push(fields.name ?? '');
    this.#parentName.push(fields.parentName ?? '');
    this.#service.push(fields.service ?? '');
    this.#spanKind.push(fields.spanKind ?? '');
    this.#statusCode.push(fields.statusCode ?? 0);
    this.#statusMessage.push(fields.statusMessage ?? '');
    this.#traceState.push(fields.traceState ?? '');
    this.#scopeName.push(fields.scopeName ?? '');
    this.#scopeVersion.push(fields.scopeVersion ?? '');
    this.#weight.push(weight);
    this.#offsets.push(this.#keys.length);
  }

  dropRow(): void {
    const start = this.#offsets[this.#offsets.length - 1] ?? 0;
    this.#keys.length = start;
    this.#types.length = start;
    this.#values.length = start;
  }

  build(): EventBatch {
    return {
      count: this.#count,
      timeNs: new BigInt64Array(this.#timeNs),
      durationNs: new BigInt64Array(this.#durationNs),
      signal: this.#signal,
      kind: this.#kind,
      dataset: this.#dataset,
      traceId: packIds(this.#traceId, TRACE_ID_BYTES),
      spanId: packIds(this.#spanId, SPAN_ID_BYTES),
      parentId: packIds(this.#parentId, SPAN_ID_BYTES),
      linkTraceId: packIds(this.#linkTraceId, TRACE_ID_BYTES),
      linkSpanId: packIds(this.#linkSpanId, SPAN_ID_BYTES),
      name: this.#name,
      parentName: this.#parentName,
      service: this.#service,
      spanKind: this.#spanKind,
      statusCode: new Uint8Array(this.#statusCode),
      statusMessage: this.#statusMessage,
      traceState: this.#traceState,
      scopeName: this.#scopeName,
      scopeVersion: this.#scopeVersion,
      weight: new Float64Array(this.#weight),
      attributes: {
        offsets: new Uint32Array(this.#offsets),
        keys: this.#keys,
        types: new Uint8Array(this.#types),
        values: this.#values,
      },
    };
  }
}

function packIds(ids: readonly Uint8Array[], width: number): Uint8Array {
  const packed = new Uint8Array(ids.length * width);
  let at = 0;
  for (const id of ids) {
    assert(id.length === width, `an id has ${width} bytes`);
    packed.set(id, at);
    at += width;
  }
  return packed;
}

import { assert } from '../base/assert.ts';
import type { AttributeType, AttributeValue, EventBatch, EventKind, Signal, SpanKind } from './event-batch.ts';

const ZERO_16 = new Uint8Array(16);

/** The scalar fields of one row. What is left out takes the column's "absent" value. */
export interface EventFields {
  readonly timeNs: bigint;
  readonly durationNs?: bigint;
  readonly signal: Signal;
  readonly kind: EventKind;
  readonly dataset: string;
  /** 16 bytes. */
  readonly traceId?: Uint8Array;
  /** 8 bytes. */
  readonly spanId?: Uint8Array;
  /** 8 bytes. */
  readonly parentId?: Uint8Array;
  readonly linkTraceId?: Uint8Array;
  readonly linkSpanId?: Uint8Array;
  readonly name?: string;
  readonly parentName?: string;
  readonly service?: string;
  readonly spanKind?: SpanKind;
  readonly statusCode?: number;
  readonly statusMessage?: string;
  readonly traceState?: string;
  readonly scopeName?: string;
  readonly scopeVersion?: string;
  readonly weight?: number;
}

/**
 * Collects rows into an `EventBatch`. Per row: `attribute()` any number of times, then `endRow()` once. A decoder that
 * finds a row bad calls `dropRow()` instead, and the row's attributes are forgotten.
 */
export class EventBatchBuilder {
  readonly #rows: EventFields[] = [];
  readonly #offsets: number[] = [0];
  readonly #keys: string[] = [];
  readonly #types: AttributeType[] = [];
  readonly #values: AttributeValue[] = [];

  get count(): number {
    return this.#rows.length;
  }

  attribute(key: string, type: AttributeType, value: AttributeValue): void {
    this.#keys.push(key);
    this.#types.push(type);
    this.#values.push(value);
  }

  endRow(fields: EventFields): void {
    assert(fields.timeNs >= 0n && fields.timeNs < 2n ** 63n, 'a time is within 0 and 2^63-1');
    assert((fields.weight ?? 1) >= 1, 'a weight is at least 1');
    this.#rows.push(fields);
    this.#offsets.push(this.#keys.length);
  }

  dropRow(): void {
    const start = this.#offsets[this.#offsets.length - 1] ?? 0;
    this.#keys.length = start;
    this.#types.length = start;
    this.#values.length = start;
  }

  build(): EventBatch {
    const rows = this.#rows;
    const text = (read: (row: EventFields) => string | undefined) => rows.map((row) => read(row) ?? '');
    const ids = (width: number, read: (row: EventFields) => Uint8Array | undefined) => packIds(rows, width, read);
    return {
      count: rows.length,
      timeNs: BigInt64Array.from(rows, (row) => row.timeNs),
      durationNs: BigInt64Array.from(rows, (row) => row.durationNs ?? -1n),
      signal: rows.map((row) => row.signal),
      kind: rows.map((row) => row.kind),
      dataset: rows.map((row) => row.dataset),
      traceId: ids(16, (row) => row.traceId),
      spanId: ids(8, (row) => row.spanId),
      parentId: ids(8, (row) => row.parentId),
      linkTraceId: ids(16, (row) => row.linkTraceId),
      linkSpanId: ids(8, (row) => row.linkSpanId),
      name: text((row) => row.name),
      parentName: text((row) => row.parentName),
      service: text((row) => row.service),
      spanKind: rows.map((row) => row.spanKind ?? ''),
      statusCode: Uint8Array.from(rows, (row) => row.statusCode ?? 0),
      statusMessage: text((row) => row.statusMessage),
      traceState: text((row) => row.traceState),
      scopeName: text((row) => row.scopeName),
      scopeVersion: text((row) => row.scopeVersion),
      weight: Float64Array.from(rows, (row) => row.weight ?? 1),
      attributes: {
        offsets: Uint32Array.from(this.#offsets),
        keys: this.#keys,
        types: Uint8Array.from(this.#types),
        values: this.#values,
      },
    };
  }
}

function packIds(rows: EventFields[], width: number, read: (row: EventFields) => Uint8Array | undefined): Uint8Array {
  const packed = new Uint8Array(rows.length * width);
  rows.forEach((row, index) => {
    const id = read(row) ?? ZERO_16.subarray(0, width);
    assert(id.length === width, `an id has ${width} bytes`);
    packed.set(id, index * width);
  });
  return packed;
}

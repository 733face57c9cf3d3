import type { EventBatch } from '../model/event-batch.ts';

// Measured (chdb 3.4, Node 20): a row without attributes takes some 185 bytes in a block; an attribute takes two for its
// name and eight for a number, or a length and its text. In memory it is three array slots and an object.
const ROW_BYTES = 194;
const TEXT_ENTRY_BYTES = 4;
const NUMBER_ENTRY_BYTES = 10;
const ENTRY_HELD_BYTES = 40;

export interface RequestBytes {
  /** Of the Native block it becomes. Text that rows share is there once for each of them. */
  readonly block: number;
  /** About what it holds in memory while it waits; bounds the queue. */
  readonly held: number;
}

export function requestBytes({ count, attributes, name, statusMessage, traceState }: EventBatch): RequestBytes {
  let bytes = count * ROW_BYTES;
  for (const value of attributes.values) {
    bytes += typeof value === 'string' ? TEXT_ENTRY_BYTES + Buffer.byteLength(value) : NUMBER_ENTRY_BYTES;
  }
  for (const texts of [name, statusMessage, traceState]) {
    for (const text of texts) bytes += Buffer.byteLength(text);
  }
  return { block: bytes, held: bytes + attributes.values.length * ENTRY_HELD_BYTES };
}

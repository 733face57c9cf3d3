import type { EventBatch } from '../model/event-batch.ts';

// Own columns of a row, and the bookkeeping of one attribute, in memory while a batch waits.
const ROW_BYTES = 256;
const ATTRIBUTE_BYTES = 48;

/** About what a batch holds in memory while it waits; bounds the queue. Text counts two bytes a character. */
export function requestBytes(batch: EventBatch): number {
  let bytes = batch.count * ROW_BYTES + batch.attributes.keys.length * ATTRIBUTE_BYTES;
  for (const value of batch.attributes.values) if (typeof value === 'string') bytes += value.length * 2;
  return bytes;
}

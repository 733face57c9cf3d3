import { hexFromBytes } from '../../base/hex.ts';
import type { EventBatch } from '../../model/event-batch.ts';
import { SPAN_ID_BYTES, TRACE_ID_BYTES } from '../../model/ids.ts';
import type { SpanPlace } from '../occurrence.ts';
import { attributesOf } from './row-attributes.ts';

/**
 * Attributes of the spans that instrumentations make for each middleware and handler of a request.
 * Source: opentelemetry-js-contrib, AttributeNames of instrumentation-express, -router, -connect, -koa, -fastify, -hapi,
 * -restify (2026-11).
 */
export const RELAY_ATTRIBUTES: ReadonlySet<string> = new Set([
  'express.type',
  'router.type',
  'connect.type',
  'koa.type',
  'fastify.type',
  'hapi.type',
  'restify.type',
]);

/** A request is hardly deeper; a cycle must end. */
const DEPTH_MAX = 200;
const NO_PARENT = '0'.repeat(2 * SPAN_ID_BYTES);

/** Rows of spans of one batch, by trace and span id. */
export interface SpanPlaces {
  /** The span's row and those of the spans around it, nearest first, as far as the batch has them. */
  rowsFrom(traceId: string, spanId: string): number[];
  lineage(traceId: string, spanId: string): SpanPlace[];
}

export function spanPlaces(batch: EventBatch): SpanPlaces {
  const rows = new Map<string, number>();
  for (let row = 0; row < batch.count; row++) {
    if (batch.kind[row] !== 'span') continue;
    rows.set(keyOf(traceIdOf(batch, row), idAt(batch.spanId, row)), row);
  }
  const rowsFrom = (traceId: string, spanId: string) => {
    const found: number[] = [];
    let row = rows.get(keyOf(traceId, spanId));
    while (row !== undefined && found.length < DEPTH_MAX) {
      found.push(row);
      row = rows.get(keyOf(traceId, idAt(batch.parentId, row)));
    }
    return found;
  };
  return {
    rowsFrom,
    lineage: (traceId, spanId) =>
      rowsFrom(traceId, spanId).map((row) => {
        const parentId = idAt(batch.parentId, row);
        return {
          spanId: idAt(batch.spanId, row),
          parentId: parentId === NO_PARENT ? '' : parentId,
          isRelay: attributesOf(batch, row).has(RELAY_ATTRIBUTES),
        };
      }),
  };
}

const keyOf = (traceId: string, spanId: string): string => `${traceId}${spanId}`;
const idAt = (ids: Uint8Array, row: number): string => hexFromBytes(ids, row * SPAN_ID_BYTES, SPAN_ID_BYTES);

export const traceIdOf = (batch: EventBatch, row: number): string =>
  hexFromBytes(batch.traceId, row * TRACE_ID_BYTES, TRACE_ID_BYTES);

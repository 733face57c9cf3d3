import { describe, expect, it } from 'vitest';
import { hexFromBytes } from '../../src/base/hex.ts';
import type { BatchRow } from '../../tests/support/batch-rows.ts';
import { decodeRows } from '../../tests/support/otlp-decode.ts';
import { seedDay } from '../seed/day.ts';
import { encodeTraces } from '../seed/encode.ts';
import { type PreparedBody, prepareBody, rewriteBody } from './rewrite.ts';

const END_MS = Date.parse('2026-11-22T20:00:00Z');
const LATEST_NS = BigInt(END_MS + 86_400_000) * 1_000_000n;
const NONCE = Uint8Array.from([1, 2, 4, 8, 16, 32, 64, 0x80]);

/** Large enough to hold exceptions, messages and links. */
const bodies = [...seedDay({ seed: 9, spans: 2_000, endMs: END_MS, exportSpans: 800 })].map(encodeTraces);

const rowsOf = (body: PreparedBody) => decodeRows(body.bytes, 'protobuf').rows;
const texts = (row: BatchRow) => row.attr_string as Readonly<Record<string, string>>;
const UNIQUE = ['http.request.header.x-request-id', 'app.order.id', 'messaging.message.id'];

function changed(id: unknown): string {
  const bytes = Buffer.from(String(id), 'hex');
  if (bytes.every((byte) => byte === 0)) return String(id);
  for (let index = 0; index < 8; index++) bytes[index] = bytes[index]! ^ NONCE[index]!;
  return hexFromBytes(bytes);
}

describe('rewriteBody', () => {
  it('changes every id and time and what the seed made unique, and nothing else', () => {
    let seen = 0;
    const kinds = new Set<unknown>();
    for (const bytes of bodies) {
      const body = prepareBody(bytes);
      const before = rowsOf(body);
      const shiftNs = LATEST_NS - body.latestNs;
      rewriteBody(body, NONCE, LATEST_NS);
      const after = rowsOf(body);
      expect(after).toHaveLength(before.length);
      before.forEach((row, index) => {
        const attributes = { ...texts(row) };
        for (const name of UNIQUE) {
          const value = attributes[name];
          if (value === undefined) continue;
          seen++;
          attributes[name] = `${value.slice(0, 4)}${hexFromBytes(NONCE)}${value.slice(20)}`;
        }
        const expected: Record<string, unknown> = { ...row, attr_string: attributes };
        expected.time = String(BigInt(String(row.time)) + shiftNs);
        for (const name of ['trace_id', 'span_id', 'parent_id', 'link_trace_id', 'link_span_id']) {
          expected[name] = changed(row[name]);
        }
        expect(after[index]).toEqual(expected);
      });
      for (const { kind } of before) kinds.add(kind);
    }
    expect(seen).toBeGreaterThan(100);
    expect([...kinds].sort()).toEqual(['span', 'span_event', 'span_link']);
  });

  it('puts the latest span where it was told, again and again', () => {
    const body = prepareBody(bodies[0]!);
    expect(body.spanCount).toBe(rowsOf(body).filter(({ kind }) => kind === 'span').length);
    for (const latestNs of [LATEST_NS, LATEST_NS - 5n, LATEST_NS + 1_000_000_007n]) {
      rewriteBody(body, NONCE, latestNs);
      const starts = rowsOf(body)
        .filter(({ kind }) => kind === 'span')
        .map(({ time }) => BigInt(String(time)));
      expect(starts.sort((a, b) => Number(a - b)).at(-1)).toBe(latestNs);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { createManualClock } from '../base/clock.ts';
import type { EnvironmentId } from '../model/ids.ts';
import { createRefusals } from './refusals.ts';

const [ONE, OTHER] = [1, 2] as EnvironmentId[] as [EnvironmentId, EnvironmentId];

function begin() {
  const clock = createManualClock(1_000);
  return { clock, refusals: createRefusals(clock) };
}

describe('what was refused', () => {
  it('is counted by door and reason, the newest first with its text, each environment by itself', () => {
    const { clock, refusals } = begin();
    refusals.note(ONE, 'xray_http', [{ reason: 'name-missing', detail: 'no name', text: '{"id":1}' }]);
    clock.advance(5);
    refusals.note(ONE, 'otlp_http', [{ reason: 'span-id-zero' }, { reason: 'span-id-zero' }]);
    expect(refusals.of(ONE)).toMatchObject({
      sinceMs: 1_000,
      counts: [
        { door: 'otlp_http', reason: 'span-id-zero', count: 2 },
        { door: 'xray_http', reason: 'name-missing', count: 1 },
      ],
      last: [
        { atMs: 1_005, door: 'otlp_http', text: '' },
        { atMs: 1_005, door: 'otlp_http' },
        { atMs: 1_000, reason: 'name-missing', detail: 'no name', text: '{"id":1}', from: '' },
      ],
    });
    expect(refusals.of(OTHER)).toEqual({ sinceMs: 1_000, counts: [], last: [], sources: [] });
  });

  it('is bounded, however much it is and however long', () => {
    const { refusals } = begin();
    const flood = Array.from({ length: 10_000 }, () => ({
      reason: 'record-malformed' as const,
      text: '\u{1f41d}'.repeat(5_000),
      detail: 'x'.repeat(5_000),
    }));
    refusals.note(ONE, 'xray_udp', flood);
    const { counts, last } = refusals.of(ONE);
    expect(counts).toEqual([{ door: 'xray_udp', reason: 'record-malformed', count: 10_000 }]);
    expect(last).toHaveLength(100);
    expect(Buffer.byteLength(last[0]?.text ?? '')).toBe(1_024);
    expect(last[0]?.detail).toHaveLength(256);
  });
});

describe('addresses that send datagrams', () => {
  it('are told by what became of theirs, the last heard first', () => {
    const { clock, refusals } = begin();
    refusals.heard(ONE, '10.0.0.1', 'received');
    refusals.heard(ONE, '10.0.0.2', 'received');
    refusals.heard(ONE, '10.0.0.2', 'spilled');
    clock.advance(5);
    refusals.heard(ONE, '10.0.0.1', 'received');
    refusals.note(ONE, 'xray_udp', [{ reason: 'header-missing', from: '10.0.0.1' }]);
    expect(refusals.of(ONE).sources).toEqual([
      { from: '10.0.0.1', received: 2, rejected: 1, spilled: 0, lastMs: 1_005 },
      { from: '10.0.0.2', received: 1, rejected: 0, spilled: 1, lastMs: 1_000 },
    ]);
  });

  it('are a thousand at most, those heard last', () => {
    const { refusals } = begin();
    for (let at = 0; at < 1_500; at++) refusals.heard(ONE, `10.0.0.${at}`, 'received');
    const { sources } = refusals.of(ONE);
    expect(sources).toHaveLength(1_000);
    expect(sources[0]?.from).toBe('10.0.0.1499');
  });
});

import { describe, expect, it } from 'vitest';
import type { EnvironmentId } from '../model/ids.ts';
import type { ReplacedSpans } from '../store/index.ts';
import { createTakingBack } from './taking-back.ts';

const span = (fill: number): ReplacedSpans => ({
  environment: 1 as EnvironmentId,
  traceId: new Uint8Array(16).fill(fill),
  spanIds: [new Uint8Array(8).fill(fill)],
  versionBelow: 2n,
});

describe('taking rows back', () => {
  it('joins what waits while a statement runs, and tells each when its own rows are gone', async () => {
    const statements: number[][] = [];
    const ends: (() => void)[] = [];
    const { takeBack } = createTakingBack({
      removeSpans: (spans) => {
        statements.push(spans.map(({ traceId }) => traceId[0] ?? 0));
        return new Promise((resolve) => ends.push(resolve));
      },
    });
    const gone: number[] = [];
    const note = (fill: number) => takeBack([span(fill)]).then(() => gone.push(fill));
    const all = [note(1)];
    await new Promise(setImmediate);
    all.push(
      note(2),
      note(3),
      takeBack([]).then(() => 0),
    );
    await new Promise(setImmediate);
    expect([statements, gone]).toEqual([[[1]], []]);
    ends[0]?.();
    await new Promise(setImmediate);
    expect([statements, gone]).toEqual([[[1], [2, 3]], [1]]);
    ends[1]?.();
    await Promise.all(all);
    expect(gone).toEqual([1, 2, 3]);
  });

  it('goes on after a failure, which only those hear whom it concerns', async () => {
    let failures = 1;
    const removed: number[] = [];
    const { takeBack } = createTakingBack({
      removeSpans: async (spans) => {
        if (failures-- > 0) throw new Error('away');
        removed.push(spans.length);
      },
    });
    const failing = takeBack([span(1)]);
    await expect(failing).rejects.toThrow('away');
    await takeBack([span(2), span(3)]);
    expect(removed).toEqual([2]);
  });

  it('splits what one statement cannot name', async () => {
    const removed: number[] = [];
    const { takeBack } = createTakingBack({ removeSpans: async (spans) => void removed.push(spans.length) });
    await takeBack(Array.from({ length: 1_100 }, (_, index) => span(index % 256)));
    expect(removed).toEqual([500, 500, 100]);
  });
});

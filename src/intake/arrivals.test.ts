import { describe, expect, it } from 'vitest';
import { createManualClock } from '../base/clock.ts';
import type { EnvironmentId } from '../model/ids.ts';
import { createArrivals, withOtherProcesses } from './arrivals.ts';

const ONE = 1 as EnvironmentId;
const TWO = 2 as EnvironmentId;

describe('the cursor of an environment', () => {
  it('stays while nothing arrives, and moves with every arrival of its own', async () => {
    const arrivals = createArrivals(() => 0.25);
    const before = await arrivals.cursor(ONE);
    expect(await arrivals.cursor(ONE)).toBe(before);
    arrivals.note(TWO);
    expect(await arrivals.cursor(ONE)).toBe(before);
    arrivals.note(ONE);
    const after = await arrivals.cursor(ONE);
    arrivals.note(ONE);
    expect(new Set([before, after, await arrivals.cursor(ONE)]).size).toBe(3);
  });

  it('is another one after a restart, even where as much had arrived', async () => {
    expect(await createArrivals(() => 0.25).cursor(ONE)).not.toBe(await createArrivals(() => 0.75).cursor(ONE));
  });
});

describe('the cursor where other processes write too', () => {
  const open = (times: string[]) => {
    const clock = createManualClock(0);
    let askedCount = 0;
    const newest = async () => {
      askedCount += 1;
      return times.shift() ?? '';
    };
    const arrivals = withOtherProcesses(
      createArrivals(() => 0),
      { newest, clock },
    );
    return { arrivals, clock, askedCount: () => askedCount };
  };

  it('moves with their arrivals, and not when the last one is long ago', async () => {
    const { arrivals, clock } = open(['10:00', '10:00', '10:01', '']);
    const seen: string[] = [];
    for (let round = 0; round < 4; round++) {
      seen.push(await arrivals.cursor(ONE));
      clock.advance(500);
    }
    expect(seen.map((cursor) => seen.indexOf(cursor))).toEqual([0, 0, 2, 2]);
  });

  it('moves with its own at once, and asks the node twice a second at most', async () => {
    const { arrivals, clock, askedCount } = open(['10:00', '10:00']);
    const before = await Promise.all([arrivals.cursor(ONE), arrivals.cursor(ONE)]);
    clock.advance(499);
    arrivals.note(ONE);
    expect(before).not.toContain(await arrivals.cursor(ONE));
    expect(askedCount()).toBe(1);
    clock.advance(1);
    await arrivals.cursor(ONE);
    expect(askedCount()).toBe(2);
  });

  it('tells a failure of the node, and asks again', async () => {
    const clock = createManualClock(0);
    let isAway = true;
    const newest = async () => {
      if (isAway) throw new Error('away');
      return '10:00';
    };
    const arrivals = withOtherProcesses(
      createArrivals(() => 0),
      { newest, clock },
    );
    await expect(arrivals.cursor(ONE)).rejects.toThrow('away');
    isAway = false;
    clock.advance(500);
    expect(await arrivals.cursor(ONE)).toContain('10:00');
  });
});

import { describe, expect, it } from 'vitest';
import type { EnvironmentId } from '../model/ids.ts';
import { createArrivals } from './arrivals.ts';

const ONE = 1 as EnvironmentId;
const TWO = 2 as EnvironmentId;

describe('the cursor of an environment', () => {
  it('stays while nothing arrives, and moves with every arrival of its own', () => {
    const arrivals = createArrivals(() => 0.25);
    const before = arrivals.cursor(ONE);
    expect(arrivals.cursor(ONE)).toBe(before);
    arrivals.note(TWO);
    expect(arrivals.cursor(ONE)).toBe(before);
    arrivals.note(ONE);
    const after = arrivals.cursor(ONE);
    arrivals.note(ONE);
    expect(new Set([before, after, arrivals.cursor(ONE)]).size).toBe(3);
  });

  it('is another one after a restart, even where as much had arrived', () => {
    expect(createArrivals(() => 0.25).cursor(ONE)).not.toBe(createArrivals(() => 0.75).cursor(ONE));
  });
});

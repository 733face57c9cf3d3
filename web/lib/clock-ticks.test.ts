import { describe, expect, it } from 'vitest';
import { clockTicks } from './clock-ticks.ts';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from './milliseconds.ts';

const NOON = Date.UTC(2026, 2, 1, 12);
const labels = (lengthMs: number, width: number, from = NOON) =>
  clockTicks({ fromMs: from, toMs: from + lengthMs }, width, 'utc').map(({ label }) => label);

describe('ticks of a clock', () => {
  it('are as dense as the width allows', () => {
    expect(labels(MS_PER_HOUR, 330)).toEqual(['12:00', '12:15', '12:30', '12:45', '13:00']);
    expect(labels(MS_PER_HOUR, 160)).toEqual(['12:00', '12:30', '13:00']);
    expect(labels(10_000, 160)).toEqual(['12:00:00', '12:00:05', '12:00:10']);
  });

  it('are round even where the window is not', () => {
    expect(labels(MS_PER_HOUR, 330, NOON + MS_PER_MINUTE)).toEqual(['12:15', '12:30', '12:45', '13:00']);
  });

  it('name the day at midnight, and only days when they are far apart', () => {
    expect(labels(MS_PER_DAY, 330)).toEqual(['12:00', '18:00', '03-02', '06:00', '12:00']);
    expect(labels(4 * MS_PER_DAY, 330)).toEqual(['03-02', '03-03', '03-04', '03-05']);
  });

  it('are few, however narrow or long', () => {
    expect(labels(400 * MS_PER_DAY, 0).length).toBeLessThan(4);
    expect(labels(1, 1000).length).toBeLessThan(14);
  });
});

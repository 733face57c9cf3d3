import { describe, expect, it } from 'vitest';
import { drawnSpans, longTrace } from './drawn-trace.kit.ts';
import { type MinimapRuns, minimapRuns } from './waterfall-minimap.ts';
import { waterfallSpans } from './waterfall-spans.ts';

/** One line per lane, one letter per pixel: a for the first service, `.` for nothing. */
function picture(runs: MinimapRuns, width: number, laneCount: number): string[] {
  const lanes = Array.from({ length: laneCount }, () => Array.from({ length: width }, () => '.'));
  runs.lane.forEach((lane, run) => {
    lanes[lane]!.fill('abcdef'[runs.service[run]!]!, runs.x[run]!, runs.x[run]! + runs.width[run]!);
  });
  return lanes.map((lane) => lane.join(''));
}

describe('the minimap', () => {
  it('gives each span its own lane while there are enough', () => {
    const spans = drawnSpans(`
      a web 0+10
        b db 2+3
        c db 6+4 !
    `);
    const runs = minimapRuns(spans, 10, 4);
    expect(picture(runs, 10, 4)).toEqual(['aaaaaaaaaa', '..bbb.....', '......bbbb', '..........']);
    expect([...runs.errorX]).toEqual([6]);
  });

  it('shows an instant span as one pixel, also at the very end', () => {
    const spans = drawnSpans('a web 0+10\n  b db 10+0');
    expect(picture(minimapRuns(spans, 10, 2), 10, 2)).toEqual(['aaaaaaaaaa', '.........b']);
  });

  it('joins what falls onto the same pixels: never more runs than pixels', () => {
    const runs = minimapRuns(waterfallSpans(longTrace(20_000)), 200, 12);
    expect(runs.lane.length).toBeGreaterThan(12);
    expect(runs.lane.length).toBeLessThanOrEqual(200 * 12);
  });

  it('draws nothing for nothing', () => {
    expect(minimapRuns(drawnSpans(''), 0, 4).lane.length).toBe(0);
  });
});

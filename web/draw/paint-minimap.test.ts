import { describe, expect, it } from 'vitest';
import { drawnSpans } from '../lib/drawn-trace.kit.ts';
import { minimapRuns } from '../lib/waterfall-minimap.ts';
import { paintMinimap } from './paint-minimap.ts';
import { recordingContext } from './recording-context.kit.ts';

function painted(drawing: string) {
  const spans = drawnSpans(drawing);
  const context = recordingContext();
  paintMinimap(context, {
    runs: minimapRuns(spans, 100, 10),
    width: 100,
    height: 48,
    laneHeight: 4,
    serviceColours: spans.services.map((service) => `colour of ${service}`),
    ground: 'surface',
    error: 'error',
  });
  return context;
}

describe('the painted minimap', () => {
  it('has one rectangle per run, in the colour of its service', () => {
    const { named } = painted('a web 0+100\n  b db 50+25');
    expect(named('fillRect').map(({ fillStyle, args }) => [fillStyle, ...args])).toEqual([
      ['surface', 0, 0, 100, 48],
      ['colour of web', 0, 4, 100, 3],
      ['colour of db', 50, 8, 25, 3],
    ]);
  });

  it('notches its foot where spans have failed, once where they stand close', () => {
    const { named } = painted('a web 0+100\n  b db 20+5 !\n  c db 21+5 !\n  d db 80+5 !');
    expect(named('fill').map(({ fillStyle }) => fillStyle)).toEqual(['error', 'error']);
    expect(named('moveTo').map(({ args }) => args)).toEqual([
      [17, 47],
      [77, 47],
    ]);
  });
});

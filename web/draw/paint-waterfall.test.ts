import { describe, expect, it } from 'vitest';
import { longTrace } from '../lib/drawn-trace.kit.ts';
import { waterfallSpans } from '../lib/waterfall-spans.ts';
import { paintWaterfall } from './paint-waterfall.ts';
import { type DrawCall, recordingContext } from './recording-context.kit.ts';
import { TextCutter } from './text-cutter.ts';
import { contentHeight, ROW_HEIGHT } from './waterfall-geometry.ts';
import { sceneOf } from './waterfall-scene.kit.ts';
import type { WaterfallScene } from './waterfall-scene.ts';

const HOME = `
  GET /home web 0+400
    auth auth 100+100 !
    db.query web 100+200 *150 *250 ~
`;

function painted(scene: WaterfallScene) {
  const context = recordingContext();
  const rowCount = paintWaterfall(context, scene, new TextCutter());
  return { ...context, rowCount };
}

const rectangles = (calls: readonly DrawCall[], fillStyle: string) =>
  calls.filter((call) => call.name === 'fillRect' && call.fillStyle === fillStyle).map(({ args }) => args.join(' '));

describe('one frame of the waterfall', () => {
  it('draws a bar in the colour of its service, where and as long as the span is', () => {
    const { calls } = painted(sceneOf(HOME));
    // 416 px for 400 ms from x 312 on; bars are 10 high in the middle of rows of 24 below an axis of 28.
    const bars = rectangles(calls, 'colour of web').filter((rectangle) => rectangle.endsWith(' 10'));
    expect(bars).toEqual(['312 35 416 10', '416 83 208 10']);
    expect(rectangles(calls, 'colour of auth')).toContain('416 59 104 10');
  });

  it('names each span, and the service where it differs from the parent', () => {
    const names = painted(sceneOf(HOME))
      .named('fillText')
      .filter(({ args }) => Number(args[1]) < 300);
    expect(names.map(({ args }) => args[0])).toEqual(['GET /home', 'web', 'auth', 'auth', 'db.query', 'Span']);
  });

  it('labels durations, and the axis in one unit', () => {
    const texts = painted(sceneOf(HOME)).texts();
    expect(texts).toEqual(expect.arrayContaining(['400 ms', '100 ms', '200 ms']));
    expect(texts.slice(-5)).toEqual(['0', '100 ms', '200 ms', '300 ms', '400 ms']);
  });

  it('marks an error by shapes: an octagon beside the name, a line and a notch on the bar', () => {
    const { calls, named } = painted(sceneOf(HOME));
    const fills = named('fill').filter(({ fillStyle }) => fillStyle === 'error');
    expect(fills).toHaveLength(2);
    expect(rectangles(calls, 'error')).toEqual(['416 69 104 2']);
    expect(painted(sceneOf('a web 0+9')).calls.some(({ fillStyle }) => fillStyle === 'error')).toBe(false);
  });

  it('draws a diamond per event and a ring for links', () => {
    const { named } = painted(sceneOf(HOME));
    expect(named('fill').filter(({ fillStyle }) => fillStyle === 'ink')).toHaveLength(2);
    expect(named('arc').map(({ args }) => args.slice(0, 3))).toEqual([[416, 88, 3]]);
  });

  it('draws events that fall onto the same pixels once', () => {
    const events = Array.from({ length: 500 }, (_, index) => `*${index % 3}`).join(' ');
    const { named } = painted(sceneOf(`a web 0+100000 ${events}`));
    expect(named('fill').filter(({ fillStyle }) => fillStyle === 'ink')).toHaveLength(1);
  });

  it('says how many rows a collapsed span hides, and that an error is among them', () => {
    const scene = sceneOf(HOME, { collapsed: new Set(['0'.repeat(16)]) });
    const { rowCount, texts, named } = painted(scene);
    expect(rowCount).toBe(1);
    expect(texts()).toContain('+2  web');
    expect(named('stroke').filter(({ strokeStyle }) => strokeStyle === 'error')).toHaveLength(1);
  });

  it('points to a bar that lies beside the window of time', () => {
    const scene = sceneOf(HOME, { window: { fromNs: 320e6, toNs: 400e6 } });
    const { calls, named } = painted(scene);
    expect(rectangles(calls, 'colour of auth').filter((rectangle) => rectangle.endsWith(' 10'))).toEqual([]);
    const arrows = named('moveTo').filter(({ args }) => args[0] === 305);
    expect(arrows).toHaveLength(2);
  });

  it('puts the duration on a plate where a bar fills the row', () => {
    const scene = sceneOf('a web 0+400', { window: { fromNs: 100e6, toNs: 200e6 } });
    const { calls, named } = painted(scene);
    expect(rectangles(calls, 'surface')).toContain('750 32 44 16');
    expect(named('fillText').find(({ args }) => args[0] === '400 ms')?.args).toEqual(['400 ms', 754, 40]);
  });

  it('dims what a search did not find and marks what it found', () => {
    const { calls } = painted(sceneOf(HOME, { found: Uint8Array.of(0, 1, 0) }));
    expect(rectangles(calls, 'accent')).toEqual(['0 54 3 20']);
    const names = calls.filter(({ name, args }) => name === 'fillText' && args[1] === 35 + 12);
    expect(names.map(({ args, fillStyle }) => [args[0], fillStyle])).toEqual([
      ['auth', 'ink'],
      ['db.query', 'ink-3'],
    ]);
  });

  it('shows which row is open, hovered, and has the keys', () => {
    const { calls, named } = painted(sceneOf(HOME, { selected: 0, hovered: 1, focus: 2, hasKeyboard: true }));
    expect(rectangles(calls, 'selected')).toEqual(['0 28 800 24']);
    expect(rectangles(calls, 'hover')).toEqual(['0 52 800 24']);
    expect(named('strokeRect').map(({ args, strokeStyle }) => [...args, strokeStyle])).toEqual([
      [1, 77, 798, 22, 'accent-ink'],
    ]);
  });

  it('draws a span without a name, and a trace without spans', () => {
    const scene = sceneOf('a web 0+9');
    expect(painted({ ...scene, spans: { ...scene.spans, names: [''] } }).texts()).toContain('(no name)');
    expect(painted(sceneOf('')).rowCount).toBe(0);
  });

  it('draws a name full of HTML, 64 kB long, as the beginning of its text', () => {
    const scene = sceneOf('a web 0+9');
    const name = '<img src=x onerror=alert(1)>'.repeat(2_400);
    const { texts, measureCount } = painted({ ...scene, spans: { ...scene.spans, names: [name] } });
    expect(texts().find((text) => text.startsWith('<img'))).toMatch(/^<img src=x onerror=alert\(1\)>.*…$/);
    expect(measureCount()).toBeLessThan(40);
  });

  it('keeps names readable at any depth, and tells the level that indentation no longer shows', () => {
    const scene = sceneOf('at web 0+9');
    const { named, texts } = painted({ ...scene, spans: { ...scene.spans, depth: Int32Array.of(99_999) } });
    expect(texts()).toContainEqual(expect.stringMatching(/^level/));
    expect(named('fillText').find(({ args }) => args[0] === 'at')?.args[1]).toBeLessThan(200);
  });
});

describe('the cost of a frame', () => {
  it.each([10_000, 100_000])('of %i spans is bounded by the rows in view, wherever it is scrolled to', (count) => {
    const spans = waterfallSpans(longTrace(count));
    const whole = sceneOf(spans, { height: 720 });
    const rowsMax = Math.ceil((whole.height - 28) / ROW_HEIGHT) + 1;
    const bottom = contentHeight(count) - whole.height;
    const callsMax = recordedCalls(sceneOf(waterfallSpans(longTrace(rowsMax)), { height: 720 })) * 1.2;
    for (const scrollTop of [0, 1, 11.5, bottom / 3, bottom - 0.5, bottom]) {
      const { rowCount, calls, texts } = painted({ ...whole, scrollTop });
      expect(rowCount).toBeLessThanOrEqual(rowsMax);
      expect(rowCount).toBeGreaterThanOrEqual(rowsMax - 2);
      expect(calls.length).toBeLessThanOrEqual(callsMax);
      expect(texts().length).toBeLessThanOrEqual(rowsMax * 3 + 20);
    }
  });

  it('measures nothing in a second frame that shows the same', () => {
    const scene = sceneOf(HOME);
    const context = recordingContext();
    const cutter = new TextCutter();
    paintWaterfall(context, scene, cutter);
    const measured = context.measureCount();
    expect(measured).toBeGreaterThan(0);
    paintWaterfall(context, scene, cutter);
    expect(context.measureCount()).toBe(measured);
  });
});

function recordedCalls(scene: WaterfallScene): number {
  return painted(scene).calls.length;
}

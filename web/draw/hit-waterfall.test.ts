import { describe, expect, it } from 'vitest';
import { hitWaterfall } from './hit-waterfall.ts';
import { ROW_HEIGHT, rowsInView, scrollTopFor } from './waterfall-geometry.ts';
import { sceneOf } from './waterfall-scene.kit.ts';

const scene = sceneOf(`
  a web 0+400
    b web 10+90
    c web 100+200
`);

describe('what lies under a point', () => {
  it('is the axis above the rows, with the time there', () => {
    expect(hitWaterfall(scene, 312 + 208, 10)).toEqual({ part: 'axis', span: -1, atNs: 200e6 });
  });

  it('is a row: its toggle, its name or its bars', () => {
    expect(hitWaterfall(scene, 12, 40)).toMatchObject({ part: 'toggle', span: 0 });
    expect(hitWaterfall(scene, 40, 40)).toMatchObject({ part: 'name', span: 0 });
    expect(hitWaterfall(scene, 500, 40)).toMatchObject({ part: 'bars', span: 0 });
    expect(hitWaterfall(scene, 12, 28 + ROW_HEIGHT)).toMatchObject({ part: 'name', span: 1 });
  });

  it('is nothing below the last row', () => {
    expect(hitWaterfall(scene, 40, 28 + 3 * ROW_HEIGHT)).toMatchObject({ part: 'empty', span: -1 });
  });

  it('follows the scroll and what is collapsed', () => {
    expect(hitWaterfall({ ...scene, scrollTop: ROW_HEIGHT }, 400, 30).span).toBe(1);
    const closed = sceneOf(scene.spans, { collapsed: new Set([scene.spans.key[0]!]) });
    expect(hitWaterfall(closed, 12, 40)).toMatchObject({ part: 'toggle', span: 0 });
    expect(hitWaterfall(closed, 400, 28 + ROW_HEIGHT)).toMatchObject({ part: 'empty' });
  });
});

describe('rows in view', () => {
  it('are those that show a pixel, within the trace', () => {
    expect(rowsInView({ ...scene, height: 28 + 2 * ROW_HEIGHT })).toEqual([0, 2]);
    expect(rowsInView({ ...scene, height: 28 + ROW_HEIGHT, scrollTop: 12 })).toEqual([0, 2]);
    expect(rowsInView({ ...scene, scrollTop: 9_999 })).toEqual([3, 3]);
    expect(rowsInView({ ...scene, scrollTop: -50 })).toEqual([0, 3]);
  });

  it('are scrolled by as little as shows a row with its neighbour', () => {
    const height = 28 + 10 * ROW_HEIGHT;
    expect(scrollTopFor(5, 0, height)).toBe(0);
    expect(scrollTopFor(9, 0, height)).toBe(ROW_HEIGHT);
    expect(scrollTopFor(50, 0, height)).toBe(42 * ROW_HEIGHT);
    expect(scrollTopFor(20, 42 * ROW_HEIGHT, height)).toBe(19 * ROW_HEIGHT);
    expect(scrollTopFor(0, 42 * ROW_HEIGHT, height)).toBe(0);
  });
});

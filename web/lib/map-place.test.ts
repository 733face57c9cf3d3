import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MapNodeView } from '../../src/api/contract/index.ts';
import { layOutMap, type PlacedNode } from './map-layout.ts';
import { clampPlace, fitPlace, layoutAt, nodeTowards, revealPlace, SCALE_MAX, zoomPlace } from './map-place.ts';

const ROOM = { width: 800, height: 400 };
const figures = { ok: 1, error: 0, throttle: 0, fault: 0, p50Ms: null, p99Ms: null, histogram: [] };
const node = (id: string): MapNodeView => ({ id, name: id, type: '', isInferred: false, isRoot: false, figures });
const placed = (id: string, x: number, y: number): PlacedNode => ({ node: node(id), x, y, radius: 20 });

describe('the place of the map', () => {
  it('shows a small layout as it is, in the middle, and the whole of a large one', () => {
    expect(fitPlace({ width: 400, height: 300 }, ROOM)).toEqual({ scale: 1, x: 200, y: 50 });
    expect(fitPlace({ width: 4_000, height: 400 }, ROOM)).toEqual({ scale: 0.2, x: 0, y: 160 });
  });

  it('grows around a point that stays, up to a bound, and shrinks to the whole', () => {
    const layout = { width: 4_000, height: 2_000 };
    const fit = fitPlace(layout, ROOM);
    const larger = zoomPlace(fit, 2, { x: 300, y: 100 }, layout, ROOM);
    expect(larger.scale).toBeCloseTo(fit.scale * 2);
    expect((300 - larger.x) / larger.scale).toBeCloseTo((300 - fit.x) / fit.scale);
    expect(zoomPlace(larger, 1e6, { x: 0, y: 0 }, layout, ROOM).scale).toBe(SCALE_MAX);
    expect(zoomPlace(larger, 1e-6, { x: 0, y: 0 }, layout, ROOM)).toEqual(fit);
  });

  it('covers the room where it is larger, wherever it was moved', () => {
    const move = fc.integer({ min: -10_000, max: 10_000 });
    fc.assert(
      fc.property(move, move, (x, y) => {
        const layout = { width: 2_000, height: 300 };
        const place = clampPlace({ scale: 1, x, y }, layout, ROOM);
        expect(place.x <= 0 && place.x + layout.width >= ROOM.width).toBe(true);
        expect(place.y).toBe(50);
      }),
    );
  });

  it('brings a node into what is not covered, and moves nothing for one that is in sight', () => {
    const place = { scale: 1, x: 0, y: 0 };
    expect(revealPlace(place, placed('seen', 100, 100), ROOM, 300)).toEqual(place);
    const { x } = revealPlace(place, placed('behind', 700, 100), ROOM, 300);
    expect(700 + x + 20).toBeLessThanOrEqual(ROOM.width - 300);
    const left = revealPlace({ ...place, x: -500 }, placed('left', 100, 100), ROOM, 0);
    expect(100 + left.x - 20).toBeGreaterThanOrEqual(0);
  });

  it('has rings, lines and their ends in pixels of the screen', () => {
    const edges = [{ sourceId: 'a', targetId: 'b', figures }];
    const layout = layOutMap({ nodes: [node('a'), node('b')], edges }, ROOM);
    const at = layoutAt(layout, { scale: 0.5, x: 10, y: 20 }, ROOM);
    const [a] = layout.nodes;
    expect(at.nodes[0]).toMatchObject({
      x: (a?.x ?? 0) / 2 + 10,
      y: (a?.y ?? 0) / 2 + 20,
      radius: (a?.radius ?? 0) / 2,
    });
    expect(at.edges[0]?.source).toBe(at.nodes[0]);
    expect(at.edges[0]?.target).toBe(at.nodes[1]);
  });

  it('leads by arrows to the nearest that way', () => {
    const nodes = [placed('middle', 0, 0), placed('right', 100, 40), placed('far', 300, 0), placed('below', 30, 100)];
    const towards = (key: string) => nodeTowards(nodes, nodes[0]!, key)?.node.id;
    expect(['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp', 'x'].map(towards)).toEqual([
      'right',
      'below',
      undefined,
      undefined,
      undefined,
    ]);
  });
});

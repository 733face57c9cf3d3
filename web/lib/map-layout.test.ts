import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MapEdgeView, MapNodeView } from '../../src/api/contract/index.ts';
import { layOutMap, RADIUS_MAX, RADIUS_MIN } from './map-layout.ts';

const NO_HISTOGRAM = { p50Ms: null, p99Ms: null, histogram: [] };
const figures = (ok: number) => ({ ok, error: 0, throttle: 0, fault: 0, ...NO_HISTOGRAM });
const node = (id: string, ok = 1, isRoot = false): MapNodeView => {
  return { id, name: id, type: '', isInferred: false, isRoot, figures: figures(ok) };
};
const edge = (sourceId: string, targetId: string, ok = 1): MapEdgeView => ({
  sourceId,
  targetId,
  figures: figures(ok),
});
const ROOM = { width: 1000, height: 600 };

function columns(nodes: MapNodeView[], edges: MapEdgeView[]): string[][] {
  const byX = new Map<number, { id: string; y: number }[]>();
  for (const { node: placed, x, y } of layOutMap({ nodes, edges }, ROOM).nodes) {
    byX.set(x, [...(byX.get(x) ?? []), { id: placed.id, y }]);
  }
  return [...byX].sort(([a], [b]) => a - b).map(([, list]) => list.sort((a, b) => a.y - b.y).map(({ id }) => id));
}

describe('the layout of the map', () => {
  it('goes from where calls begin to what is called last', () => {
    const nodes = ['web', 'shop', 'bank', 'db'].map((id) => node(id, 1, id === 'web'));
    const edges = [edge('web', 'shop'), edge('shop', 'bank'), edge('bank', 'db'), edge('shop', 'db')];
    expect(columns(nodes, edges)).toEqual([['web'], ['shop'], ['bank'], ['db']]);
  });

  it('keeps what is called near its callers', () => {
    const nodes = ['a', 'b', 'x', 'y'].map((id) => node(id));
    expect(columns(nodes, [edge('a', 'y'), edge('b', 'x')])).toEqual([
      ['a', 'b'],
      ['y', 'x'],
    ]);
  });

  it('places what calls itself, goes round in a circle, or is called by nobody', () => {
    const nodes = ['a', 'b', 'c', 'alone'].map((id) => node(id));
    const edges = [edge('a', 'b'), edge('b', 'c'), edge('c', 'a'), edge('a', 'a')];
    expect(columns(nodes, edges)).toEqual([['a', 'alone'], ['b'], ['c']]);
  });

  it('has larger rings for more requests, and draws no edge to what is not there', () => {
    const { nodes, edges } = layOutMap(
      { nodes: [node('much', 100), node('little', 0)], edges: [edge('much', 'gone')] },
      ROOM,
    );
    expect(nodes.map(({ radius }) => radius)).toEqual([RADIUS_MIN, RADIUS_MAX]);
    expect(edges).toEqual([]);
  });

  it('breaks a column that is far taller than the room, so that the whole can be seen larger', () => {
    const ids = Array.from({ length: 225 }, (_, index) => `n${index}`);
    const { nodes, width, height } = layOutMap(
      { nodes: [node('one'), ...ids.map((id) => node(id))], edges: ids.map((id) => edge('one', id)) },
      ROOM,
    );
    expect(nodes).toHaveLength(226);
    expect(Math.min(ROOM.width / width, ROOM.height / height)).toBeGreaterThan(0.25);
    const one = nodes.find((placed) => placed.node.id === 'one');
    expect(nodes.every(({ x }) => x >= (one?.x ?? 0))).toBe(true);
  });

  const graph = fc.integer({ min: 1, max: 25 }).chain((count) => {
    const index = fc.integer({ min: 0, max: count - 1 });
    return fc.record({ count: fc.constant(count), pairs: fc.array(fc.tuple(index, index), { maxLength: 60 }) });
  });

  it('is the same whatever the order and the numbers, and no two nodes lie on each other', () => {
    fc.assert(
      fc.property(
        graph,
        fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 25, maxLength: 25 }),
        ({ count, pairs }, counts) => {
          const ids = Array.from({ length: count }, (_, index) => `n${index}`);
          const edges = pairs.map(([from, to]) => edge(`n${from}`, `n${to}`));
          const one = layOutMap({ nodes: ids.map((id) => node(id)), edges }, ROOM);
          const two = layOutMap(
            { nodes: ids.map((id, index) => node(id, counts[index])).reverse(), edges: [...edges].reverse() },
            ROOM,
          );
          const places = (layout: typeof one) =>
            new Map(layout.nodes.map(({ node: { id }, x, y }) => [id, `${x} ${y}`]));
          expect([...places(two)].sort()).toEqual([...places(one)].sort());
          expect(new Set(places(one).values()).size).toBe(count);
          for (const { x, y } of one.nodes) {
            expect(x >= 0 && x <= one.width && y >= 0 && y <= one.height).toBe(true);
          }
        },
      ),
    );
  });
});

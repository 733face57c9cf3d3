import { describe, expect, it } from 'vitest';
import type { MapNodeView } from '../../src/api/contract/index.ts';
import { layOutMap } from '../lib/map-layout.ts';
import { type MapScene, paintMap } from './paint-map.ts';
import { CHARACTER_PX, recordingContext } from './recording-context.kit.ts';
import { TextCutter } from './text-cutter.ts';

const colours: MapScene['colours'] = {
  ground: 'ground',
  disc: 'disc',
  line: 'line',
  chosenLine: 'chosen',
  name: 'name',
  label: 'label',
  outcomes: { ok: 'ok', error: 'error', throttle: 'throttle', fault: 'fault' },
  ofService: ({ node }) => (node.isInferred ? undefined : 'own'),
};

function node(id: string, outcomes: Partial<MapNodeView['figures']> = {}, isInferred = false): MapNodeView {
  const figures = { ok: 0, error: 0, throttle: 0, fault: 0, p50Ms: 12, p99Ms: 90, histogram: [], ...outcomes };
  return { id, name: id, type: '', isInferred, isRoot: false, figures };
}

type Look = Partial<Pick<MapScene, 'chosen' | 'found' | 'scale'>>;

function painted(nodes: MapNodeView[], pairs: [string, string][] = [], look: Look = {}) {
  const edges = pairs.map(([sourceId, targetId]) => ({ sourceId, targetId, figures: node('e', { ok: 1 }).figures }));
  const context = recordingContext();
  const layout = layOutMap({ nodes, edges }, { width: 800, height: 400 });
  paintMap(context, { layout, scale: 1, chosen: undefined, found: undefined, ...look, colours }, new TextCutter());
  return context;
}

const arcsOf = (context: ReturnType<typeof painted>) => {
  const strokes = context.calls.flatMap((call, index) => {
    const next = context.calls[index + 1];
    return call.name === 'arc' && next?.name === 'stroke' ? [call] : [];
  });
  return strokes.map(({ strokeStyle, args }) => {
    const share = (Number(args[4]) - Number(args[3])) / (2 * Math.PI);
    return [strokeStyle, Math.round(share * 1000) / 1000];
  });
};

describe('the painted map', () => {
  it('has the shares of the outcomes around a ring, from the top, and none that is empty', () => {
    expect(arcsOf(painted([node('shop', { ok: 6, throttle: 1, fault: 3 })]))).toEqual([
      ['ok', 0.6],
      ['throttle', 0.1],
      ['fault', 0.3],
    ]);
    expect(arcsOf(painted([node('idle')]))).toEqual([['line', 1]]);
  });

  it('says under a ring its name, how long half took, and what share failed', () => {
    expect(painted([node('shop', { ok: 9, fault: 1 })]).texts()).toEqual(['shop', '12.0 ms · 10 % failed']);
    expect(painted([node('shop', { ok: 999, error: 1 })]).texts()).toEqual(['shop', '12.0 ms · < 1 % failed']);
    expect(painted([node('', { ok: 1, p50Ms: null })]).texts()).toEqual(['(no name)']);
  });

  it('cuts a name that is wider than its place', () => {
    const [name] = painted([node('x'.repeat(500))]).texts();
    expect(name).toMatch(/^x+…$/);
    expect(name?.length).toBeLessThan(30);
  });

  it('leaves the words of neighbours apart where the map is small, and tells the failures first', () => {
    const [a, b] = ['a', 'b'].map((id) => ({ ...node(id.repeat(40), { ok: 9, fault: 1 }), id }));
    const placed = (at: MapNodeView | undefined, x: number) => ({ node: at as MapNodeView, x, y: 50, radius: 14 });
    const context = recordingContext();
    const layout = { width: 400, height: 100, nodes: [placed(a, 100), placed(b, 190)], edges: [] };
    const scene = { layout, scale: 0.6, chosen: undefined, found: undefined, colours };
    paintMap(context, scene, new TextCutter());
    const [left, , right] = context.texts();
    expect(context.texts()).toEqual([left, '10 % failed', right, '10 % failed']);
    expect(left).toMatch(/^a+…$/);
    expect(((left?.length ?? 0) + (right?.length ?? 0)) / 2).toBeLessThan(90 / CHARACTER_PX);
  });

  it('draws a line with an arrow for each pair, also back and to itself', () => {
    const pairs: [string, string][] = [
      ['a', 'b'],
      ['b', 'a'],
      ['a', 'a'],
    ];
    const context = painted([node('a', { ok: 1 }), node('b', { ok: 1 })], pairs);
    const curves = context.named('bezierCurveTo');
    expect(curves).toHaveLength(3);
    for (const { args } of curves) expect(args.every((value) => Number.isFinite(value))).toBe(true);
  });

  it('marks the lines of the chosen node', () => {
    const nodes = ['a', 'b', 'c'].map((id) => node(id, { ok: 1 }));
    const context = painted(
      nodes,
      [
        ['a', 'b'],
        ['b', 'c'],
      ],
      { chosen: 'a' },
    );
    expect(context.named('bezierCurveTo').map(({ strokeStyle }) => strokeStyle)).toEqual(['chosen', 'line']);
  });

  it('writes words where there is room, and always those of what was found or chosen', () => {
    const nodes = ['a', 'b', 'c'].map((id) => node(id, { ok: 1, p50Ms: null }));
    const names = (look: Look) =>
      painted(nodes, [['a', 'b']], look)
        .texts()
        .filter((text) => text !== '');
    expect(names({ scale: 0.6 }).sort()).toEqual(['a', 'b', 'c']);
    expect(names({ scale: 0.5 })).toEqual([]);
    expect(names({ scale: 0.5, chosen: 'a' })).toEqual(['a', 'b']);
    expect(names({ scale: 0.5, found: new Set(['c']) })).toEqual(['c']);
  });

  it('has a dot in the colour of a service that sends itself', () => {
    const fills = (of: MapNodeView) =>
      painted([of])
        .named('fill')
        .map(({ fillStyle }) => fillStyle);
    expect(fills(node('own', { ok: 1 }))).toEqual(['disc', 'own']);
    expect(fills(node('other', { ok: 1 }, true))).toEqual(['disc']);
  });
});

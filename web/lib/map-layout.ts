import type { MapEdgeView, MapNodeView } from '../../src/api/contract/index.ts';
import type { CssPixels } from './units.ts';

/** Where a node is drawn: the middle of its ring. */
export interface PlacedNode {
  readonly node: MapNodeView;
  readonly x: CssPixels;
  readonly y: CssPixels;
  readonly radius: CssPixels;
}

export interface PlacedEdge {
  readonly edge: MapEdgeView;
  readonly source: PlacedNode;
  readonly target: PlacedNode;
  readonly width: CssPixels;
}

export interface MapLayout {
  readonly width: CssPixels;
  readonly height: CssPixels;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

export const RADIUS_MIN = 14;
export const RADIUS_MAX = 30;
const EDGE_WIDTH_MIN = 1;
const EDGE_WIDTH_MAX = 6;
/** A ring with its two lines of words below. */
const ROW_HEIGHT = 112;
const COLUMN_WIDTH_MIN = 150;
const COLUMN_WIDTH_MAX = 260;
const MARGIN = 24;
/** Names are as wide as this at most, and are cut beyond it. */
export const NAME_WIDTH = 136;

export const requestsOf = ({ ok, error, throttle, fault }: MapNodeView['figures']): number =>
  ok + error + throttle + fault;

/**
 * Left to right in the order of the calls. The same nodes and edges in the same room give the same picture, whatever
 * their numbers: only sizes follow those.
 */
export function layOutMap(
  { nodes, edges }: { nodes: readonly MapNodeView[]; edges: readonly MapEdgeView[] },
  room: { width: CssPixels; height: CssPixels },
): MapLayout {
  const columns = wrapColumns(columnsOf(nodes, edges), room);
  const tallest = Math.max(1, ...columns.map(({ length }) => length));
  const height = Math.max(room.height, tallest * ROW_HEIGHT + 2 * MARGIN);
  const columnWidth = clamp((room.width - 2 * MARGIN) / columns.length, COLUMN_WIDTH_MIN, COLUMN_WIDTH_MAX);
  const used = columns.length * columnWidth;
  const width = Math.max(room.width, used + 2 * MARGIN);
  const mostRequests = Math.max(1, ...nodes.map(({ figures }) => requestsOf(figures)));
  const placed = new Map<string, PlacedNode>();
  for (const [column, members] of columns.entries()) {
    const rowHeight = (height - 2 * MARGIN) / members.length;
    for (const [row, node] of members.entries()) {
      const share = Math.sqrt(requestsOf(node.figures) / mostRequests);
      placed.set(node.id, {
        node,
        x: (width - used) / 2 + (column + 0.5) * columnWidth,
        // The words below make the ring's middle higher than the row's.
        y: MARGIN + (row + 0.5) * rowHeight - 16,
        radius: RADIUS_MIN + share * (RADIUS_MAX - RADIUS_MIN),
      });
    }
  }
  return { width, height, nodes: [...placed.values()], edges: placeEdges(edges, placed) };
}

/**
 * Columns taller than the room beside themselves again, as far as that shows the whole map larger: 225 services called by
 * one are otherwise a line of 25,000 pixels.
 */
function wrapColumns<Node>(columns: ReadonlyArray<readonly Node[]>, room: { width: CssPixels; height: CssPixels }) {
  const tallest = Math.max(1, ...columns.map(({ length }) => length));
  let best = { rows: tallest, scale: 0 };
  for (let rows = tallest; rows >= 1; rows -= 1) {
    const columnCount = columns.reduce((sum, { length }) => sum + Math.ceil(length / rows), 0);
    const width = columnCount * COLUMN_WIDTH_MIN + 2 * MARGIN;
    const scale = Math.min(1, room.width / width, room.height / (rows * ROW_HEIGHT + 2 * MARGIN));
    if (scale > best.scale) best = { rows, scale };
  }
  return columns.flatMap((column) => {
    const parts = Math.max(1, Math.ceil(column.length / best.rows));
    const rows = Math.ceil(column.length / parts);
    return Array.from({ length: parts }, (_, part) => column.slice(part * rows, (part + 1) * rows));
  });
}

function placeEdges(edges: readonly MapEdgeView[], placed: ReadonlyMap<string, PlacedNode>): PlacedEdge[] {
  const most = Math.max(1, ...edges.map(({ figures }) => requestsOf(figures)));
  return edges.flatMap((edge) => {
    const [source, target] = [placed.get(edge.sourceId), placed.get(edge.targetId)];
    if (!source || !target) return [];
    const share = Math.sqrt(requestsOf(edge.figures) / most);
    return [{ edge, source, target, width: EDGE_WIDTH_MIN + share * (EDGE_WIDTH_MAX - EDGE_WIDTH_MIN) }];
  });
}

/** Nodes by depth; within a depth near those that call them, then by name. */
function columnsOf(nodes: readonly MapNodeView[], edges: readonly MapEdgeView[]): MapNodeView[][] {
  const depth = depthsOf(nodes, edges);
  const columns: MapNodeView[][] = [];
  for (const node of [...nodes].sort(byName)) {
    const column = depth.get(node.id) ?? 0;
    columns[column] = [...(columns[column] ?? []), node];
  }
  const filled = columns.filter((column) => column !== undefined);
  const place = new Map<string, number>();
  for (const column of filled) {
    const pull = new Map(column.map((node) => [node.id, middleOfCallers(node, edges, place)]));
    // Sorting is stable: what nothing pulls stays in the order of names.
    column.sort((left, right) => (pull.get(left.id) ?? 0) - (pull.get(right.id) ?? 0));
    for (const [row, { id }] of column.entries()) place.set(id, (row + 0.5) / column.length);
  }
  return filled.length === 0 ? [[]] : filled;
}

function middleOfCallers(
  { id }: MapNodeView,
  edges: readonly MapEdgeView[],
  place: ReadonlyMap<string, number>,
): number {
  const places = edges.flatMap(({ sourceId, targetId }) => {
    const at = targetId === id ? place.get(sourceId) : undefined;
    return at === undefined ? [] : [at];
  });
  return places.length === 0 ? 0.5 : places.reduce((sum, at) => sum + at, 0) / places.length;
}

/**
 * The longest way to a node from where calls begin, so that calls go to the right. Of calls that go round in a circle one is
 * left out of the count: the one that comes back to where the walk, which goes by name, was already.
 */
function depthsOf(nodes: readonly MapNodeView[], edges: readonly MapEdgeView[]): ReadonlyMap<string, number> {
  const sorted = [...nodes].sort(byName);
  const targets = new Map<string, string[]>(sorted.map(({ id }) => [id, []]));
  const called = new Set<string>();
  for (const { sourceId, targetId } of edges) {
    if (sourceId === targetId || !targets.has(targetId)) continue;
    targets.get(sourceId)?.push(targetId);
    called.add(targetId);
  }
  for (const list of targets.values()) list.sort();
  const starts = sorted.filter(({ id }) => !called.has(id));
  const entrances = sorted.filter(({ isRoot }) => isRoot);
  const order = orderWithoutCircles(
    [...starts, ...entrances, ...sorted].map(({ id }) => id),
    targets,
  );
  const depth = new Map<string, number>();
  for (const { id, forward } of order) {
    const own = depth.get(id) ?? 0;
    depth.set(id, own);
    for (const target of forward) depth.set(target, Math.max(depth.get(target) ?? 0, own + 1));
  }
  return depth;
}

/** Callers before callees, each with its calls that close no circle. Walks without recursion: a chain may be long. */
function orderWithoutCircles(
  starts: readonly string[],
  targets: ReadonlyMap<string, readonly string[]>,
): { id: string; forward: readonly string[] }[] {
  const state = new Map<string, 'open' | 'done'>();
  const finished: { id: string; forward: string[] }[] = [];
  for (const start of starts) {
    if (state.has(start)) continue;
    const path = [{ id: start, next: 0, forward: [] as string[] }];
    state.set(start, 'open');
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const target = targets.get(top.id)?.[top.next];
      top.next += 1;
      if (target === undefined) {
        state.set(top.id, 'done');
        finished.push({ id: top.id, forward: top.forward });
        path.pop();
        continue;
      }
      if (state.get(target) === 'open') continue;
      top.forward.push(target);
      if (state.has(target)) continue;
      state.set(target, 'open');
      path.push({ id: target, next: 0, forward: [] });
    }
  }
  return finished.reverse();
}

function byName(left: MapNodeView, right: MapNodeView): number {
  if (left.name !== right.name) return left.name < right.name ? -1 : 1;
  return left.id < right.id ? -1 : 1;
}

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

import type { MapLayout, PlacedNode } from './map-layout.ts';
import type { CssPixels } from './units.ts';

/** How a layout lies on the screen: its point (0, 0) at `x`, `y`, its lengths times `scale`. */
export interface MapPlace {
  readonly scale: number;
  readonly x: CssPixels;
  readonly y: CssPixels;
}

interface Room {
  readonly width: CssPixels;
  readonly height: CssPixels;
}

interface Point {
  readonly x: CssPixels;
  readonly y: CssPixels;
}

export const SCALE_MAX = 2;
/** Around what is brought into sight. */
const REVEAL_MARGIN = 24;
/** Below the middle of a ring stand its two lines of words. */
const WORDS_HEIGHT = 44;

/** The whole in the middle, never larger than drawn. */
export function fitPlace(layout: Room, room: Room): MapPlace {
  const scale = Math.min(1, room.width / layout.width, room.height / layout.height);
  return clampPlace({ scale, x: 0, y: 0 }, layout, room);
}

/** Larger or smaller around a point that stays where it is; never smaller than the whole. */
export function zoomPlace(place: MapPlace, factor: number, at: Point, layout: Room, room: Room): MapPlace {
  const least = fitPlace(layout, room).scale;
  const scale = Math.min(SCALE_MAX, Math.max(least, place.scale * factor));
  const grown = scale / place.scale;
  return clampPlace({ scale, x: at.x - (at.x - place.x) * grown, y: at.y - (at.y - place.y) * grown }, layout, room);
}

/** No emptier than it has to be: what is smaller than the room is in its middle, what is larger covers it. */
export function clampPlace({ scale, x, y }: MapPlace, layout: Room, room: Room): MapPlace {
  return {
    scale,
    x: clampAxis(x, layout.width * scale, room.width),
    y: clampAxis(y, layout.height * scale, room.height),
  };
}

function clampAxis(start: CssPixels, length: CssPixels, room: CssPixels): CssPixels {
  if (length <= room) return (room - length) / 2;
  return Math.min(0, Math.max(room - length, start));
}

/** Moved as little as shows a node, `coveredEnd` of the room being covered at its right. The layout may leave the room there. */
export function revealPlace(place: MapPlace, node: PlacedNode, room: Room, coveredEnd: CssPixels): MapPlace {
  const { scale } = place;
  const reach = node.radius * scale + REVEAL_MARGIN;
  const left = node.x * scale + place.x - reach;
  const right = left + 2 * reach - (room.width - coveredEnd);
  const top = node.y * scale + place.y - reach;
  const bottom = top + 2 * reach + WORDS_HEIGHT - room.height;
  const moved = (before: number, beyond: number) => (beyond > 0 ? -beyond : Math.max(0, -before));
  return { scale, x: place.x + moved(left, right), y: place.y + moved(top, bottom) };
}

/** The layout in pixels of the screen. */
export function layoutAt({ nodes, edges }: MapLayout, { scale, x, y }: MapPlace, room: Room): MapLayout {
  const placed = new Map(
    nodes.map((node) => [node, { ...node, x: node.x * scale + x, y: node.y * scale + y, radius: node.radius * scale }]),
  );
  return {
    ...room,
    nodes: [...placed.values()],
    edges: edges.map((edge) => ({
      ...edge,
      source: placed.get(edge.source) ?? edge.source,
      target: placed.get(edge.target) ?? edge.target,
      width: Math.max(0.5, edge.width * scale),
    })),
  };
}

const DIRECTIONS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};
/** What lies aside of the direction counts as farther than what lies ahead. */
const ASIDE = 2;

/** The node an arrow key leads to: the nearest that lies more that way than aside of it. Undefined where there is none. */
export function nodeTowards(nodes: readonly PlacedNode[], from: PlacedNode, key: string): PlacedNode | undefined {
  const direction = DIRECTIONS[key];
  if (!direction) return undefined;
  let nearest: { node: PlacedNode; distance: number } | undefined;
  for (const node of nodes) {
    const [dx, dy] = [node.x - from.x, node.y - from.y];
    const ahead = dx * direction.x + dy * direction.y;
    const aside = Math.abs(dx * direction.y) + Math.abs(dy * direction.x);
    if (ahead <= 0 || aside > ahead * ASIDE) continue;
    const distance = ahead + aside * ASIDE;
    if (!nearest || distance < nearest.distance) nearest = { node, distance };
  }
  return nearest?.node;
}

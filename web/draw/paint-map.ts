import { type MapLayout, NAME_WIDTH, type PlacedEdge, type PlacedNode, requestsOf } from '../lib/map-layout.ts';
import { mapDurationText } from '../lib/map-view.ts';
import type { DrawContext } from './draw-context.ts';
import { LABEL_FONT, NAME_FONT } from './paint-name.ts';
import type { TextCutter } from './text-cutter.ts';

/** Of the rim, clockwise from the top. Colour is not the only sign: the words of the node say the same. */
const OUTCOMES = ['ok', 'error', 'throttle', 'fault'] as const;
type Outcome = (typeof OUTCOMES)[number];

export interface MapScene {
  readonly layout: MapLayout;
  /** Of the layout, where it was made smaller or larger. */
  readonly scale: number;
  /** Id of the node whose panel is open: it and what touches it stand out. */
  readonly chosen: string | undefined;
  /** Ids of what was searched for: the rest is pale. Undefined: nothing was. */
  readonly found: ReadonlySet<string> | undefined;
  readonly colours: {
    readonly ground: string;
    readonly disc: string;
    readonly line: string;
    readonly chosenLine: string;
    readonly name: string;
    readonly label: string;
    readonly outcomes: Readonly<Record<Outcome, string>>;
    /** By node: the colour of its service; undefined for what is inferred. */
    readonly ofService: (node: PlacedNode) => string | undefined;
  };
}

const RIM_WIDTH = 4;
const DOT_RADIUS = 5;
const ARROW_LENGTH = 8;
const ARROW_HALF_WIDTH = 4;
const NAME_GAP = 20;
const LABEL_GAP = 35;
const GROUND_BEHIND_WORDS = 0.8;
const WORDS_ASCENT = 11;
const WORDS_HEIGHT = 14;
/** Of the name and the line below it. */
const WORDS_ROW_HEIGHT = LABEL_GAP - NAME_GAP + WORDS_HEIGHT;
const WORDS_GAP = 8;
const NO_WORDS = { text: '', width: 0 };
const PALE = 0.25;
/** Below it words would lie on each other: only those of the chosen node and of what it touches, or was found, are written. */
const WORDS_FROM_SCALE = 0.6;

export function paintMap(context: DrawContext, scene: MapScene, cutter: TextCutter): void {
  const { layout, colours } = scene;
  context.fillStyle = colours.ground;
  context.fillRect(0, 0, layout.width, layout.height);
  for (const edge of layout.edges) paintEdge(context, scene, edge);
  for (const node of layout.nodes) paintNode(context, scene, node, cutter);
  context.globalAlpha = 1;
}

function paintEdge(context: DrawContext, { chosen, found, colours }: MapScene, edge: PlacedEdge): void {
  const { source, target, width } = edge;
  const isChosen = chosen === source.node.id || chosen === target.node.id;
  context.globalAlpha = (chosen !== undefined && !isChosen) || found !== undefined ? PALE : 1;
  context.strokeStyle = isChosen ? colours.chosenLine : colours.line;
  context.fillStyle = context.strokeStyle;
  context.lineWidth = width;
  const { from, to, bend } = curveOf(edge);
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.bezierCurveTo(from.x + bend.x, from.y + bend.y, to.x - bend.x, to.y + bend.y, to.x, to.y);
  context.stroke();
  paintArrow(context, to, { x: bend.x, y: -bend.y }, width);
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** From rim to rim. A call back to the left, or to itself, goes round below the rings. */
function curveOf({ source, target }: PlacedEdge): { from: Point; to: Point; bend: Point } {
  const gap = RIM_WIDTH + 2;
  if (target.x > source.x) {
    const reach = (target.x - source.x) / 2;
    const from = { x: source.x + source.radius + gap, y: source.y };
    const to = { x: target.x - target.radius - gap - ARROW_LENGTH, y: target.y };
    return { from, to, bend: { x: Math.max(16, reach - source.radius), y: 0 } };
  }
  const from = { x: source.x, y: source.y - source.radius - gap };
  const to = { x: target.x + (source === target ? 12 : 0), y: target.y - target.radius - gap - ARROW_LENGTH };
  return { from, to, bend: { x: source === target ? -24 : 0, y: -48 } };
}

/** `along` is the direction in which the line arrives. */
function paintArrow(context: DrawContext, at: Point, along: Point, width: number): void {
  const length = Math.hypot(along.x, along.y) || 1;
  const [dx, dy] = [along.x / length, along.y / length];
  const half = ARROW_HALF_WIDTH + width / 2;
  context.beginPath();
  context.moveTo(at.x + dx * ARROW_LENGTH, at.y + dy * ARROW_LENGTH);
  context.lineTo(at.x - dy * half, at.y + dx * half);
  context.lineTo(at.x + dy * half, at.y - dx * half);
  context.closePath();
  context.fill();
}

function paintNode(context: DrawContext, scene: MapScene, placed: PlacedNode, cutter: TextCutter): void {
  const { scale, colours } = scene;
  const { radius } = placed;
  const isOut = standsOut(scene, placed.node.id);
  context.globalAlpha = isOut === false ? PALE : 1;
  context.fillStyle = colours.disc;
  disc(context, placed, radius + RIM_WIDTH / 2);
  paintRim(context, scene, placed);
  const ownColour = colours.ofService(placed);
  if (ownColour !== undefined) {
    context.fillStyle = ownColour;
    disc(context, placed, Math.min(DOT_RADIUS, radius / 2));
  }
  if (scale >= WORDS_FROM_SCALE || isOut === true) paintWords(context, scene, placed, cutter);
}

function paintWords(context: DrawContext, scene: MapScene, placed: PlacedNode, cutter: TextCutter): void {
  const { colours } = scene;
  const { node, x, y, radius } = placed;
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  const room = roomForWords(scene, placed);
  /** Of several texts the first that fits whole, or what fits of the last. */
  const line = (font: string, colour: string, texts: readonly string[], below: number) => {
    context.font = font;
    const cuts = texts.map((text) => cutter.cut(context, text, room));
    const cut = cuts.find(({ text }, index) => text === texts[index]) ?? cuts.at(-1) ?? NO_WORDS;
    if (cut.text === '') return;
    const at = y + radius + below;
    // Lines that pass behind would strike the words through.
    const alpha = context.globalAlpha;
    context.globalAlpha = alpha * GROUND_BEHIND_WORDS;
    context.fillStyle = colours.ground;
    context.fillRect(x - cut.width / 2 - 2, at - WORDS_ASCENT, cut.width + 4, WORDS_HEIGHT);
    context.globalAlpha = alpha;
    context.fillStyle = colour;
    context.fillText(cut.text, x, at);
  };
  line(NAME_FONT, colours.name, [node.name === '' ? '(no name)' : node.name], NAME_GAP);
  line(LABEL_FONT, colours.label, labelsOf(placed), LABEL_GAP);
  context.textAlign = 'left';
}

/** Words keep their size when the map shrinks: those beside each other share what is between their rings. */
function roomForWords({ layout, scale }: MapScene, { x, y, radius }: PlacedNode): number {
  let room = NAME_WIDTH * Math.max(1, scale);
  for (const other of layout.nodes) {
    const across = Math.abs(other.x - x);
    const isBeside = across > 0 && Math.abs(other.y + other.radius - y - radius) < WORDS_ROW_HEIGHT;
    if (isBeside) room = Math.min(room, across - WORDS_GAP);
  }
  return room;
}

/** Against the rest, where something was searched for or chosen; undefined where all are alike. */
function standsOut(scene: MapScene, id: string): boolean | undefined {
  if (scene.found) return scene.found.has(id) || id === scene.chosen;
  return scene.chosen === undefined ? undefined : isNear(scene, id);
}

function isNear({ layout, chosen }: MapScene, id: string): boolean {
  if (id === chosen) return true;
  return layout.edges.some(({ edge: { sourceId, targetId } }) => {
    return (sourceId === chosen && targetId === id) || (targetId === chosen && sourceId === id);
  });
}

/** Half of its requests took this long at most; and the share that failed, where any did: where only one fits, that one. */
function labelsOf({ node: { figures } }: PlacedNode): readonly string[] {
  const total = requestsOf(figures);
  const p50 = figures.p50Ms === null ? '' : mapDurationText(figures.p50Ms);
  const failed = total - figures.ok;
  if (failed <= 0 || total === 0) return [p50];
  const percent = (failed / total) * 100;
  const share = `${percent < 1 ? '< 1' : Math.round(percent)} % failed`;
  return p50 === '' ? [share] : [`${p50} · ${share}`, share];
}

function disc(context: DrawContext, { x, y }: PlacedNode, radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

function paintRim(context: DrawContext, { colours }: MapScene, { node: { figures }, x, y, radius }: PlacedNode): void {
  const total = requestsOf(figures);
  context.lineWidth = RIM_WIDTH;
  let angle = -Math.PI / 2;
  const arc = (share: number, colour: string) => {
    if (share <= 0) return;
    const end = angle + share * 2 * Math.PI;
    context.strokeStyle = colour;
    context.beginPath();
    context.arc(x, y, radius, angle, end);
    context.stroke();
    angle = end;
  };
  if (total === 0) arc(1, colours.line);
  else for (const outcome of OUTCOMES) arc(figures[outcome] / total, colours.outcomes[outcome]);
}

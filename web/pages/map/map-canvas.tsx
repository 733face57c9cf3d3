import { type CSSProperties, useMemo, useRef } from 'react';
import type { MapResponse } from '../../../src/api/contract/index.ts';
import { paintMap } from '../../draw/paint-map.ts';
import { formatCounted, quantityText } from '../../lib/format-number.ts';
import { formatShare } from '../../lib/format-rate.ts';
import { layOutMap, type PlacedNode, requestsOf } from '../../lib/map-layout.ts';
import { mapDurationText } from '../../lib/map-view.ts';
import type { ServiceColours } from '../../lib/service-colours.ts';
import { useTokens } from '../../ui/read-tokens.ts';
import { useCanvas } from '../../ui/use-canvas.ts';
import { useSize } from '../../ui/use-size.ts';

const SERIES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as const;
const TOKENS = [
  'ground',
  'surface',
  'line-strong',
  'accent-ink',
  'ink',
  'ink-3',
  'ok',
  'warn',
  'throttle',
  'error',
  ...SERIES.map((series) => `series-${series}` as const),
] as const;
/** Around a ring, so that it is easy to hit. */
const TARGET_MARGIN = 8;

interface MapCanvasProps {
  readonly map: MapResponse;
  readonly chosen: string | undefined;
  readonly colours: ServiceColours;
  readonly onChoose: (id: string) => void;
}

/** The picture, and over each ring a button that the keyboard and a screen reader find. Larger than its room it scrolls. */
export function MapCanvas({ map, chosen, colours, onChoose }: MapCanvasProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const room = useSize(frame);
  const tokens = useTokens(TOKENS);
  const layout = useMemo(() => layOutMap(map, room), [map, room]);
  useCanvas(canvas, layout, (context, cutter) =>
    paintMap(
      context,
      {
        layout,
        chosen,
        colours: {
          ground: tokens.ground,
          disc: tokens.surface,
          line: tokens['line-strong'],
          chosenLine: tokens['accent-ink'],
          name: tokens.ink,
          label: tokens['ink-3'],
          outcomes: { ok: tokens.ok, error: tokens.warn, throttle: tokens.throttle, fault: tokens.error },
          ofService: ({ node }) => {
            const series = SERIES.find((each) => each === colours.get(node.name));
            return node.isInferred || series === undefined ? undefined : tokens[`series-${series}`];
          },
        },
      },
      cutter,
    ),
  );
  return (
    <div ref={frame} className="map__frame">
      <div className="map__sheet" style={{ width: layout.width, height: layout.height }}>
        <canvas ref={canvas} className="map__canvas" style={{ width: layout.width, height: layout.height }} />
        {layout.nodes.map((placed) => (
          <button
            key={placed.node.id}
            type="button"
            className="map__node"
            style={targetOf(placed)}
            title={placed.node.name}
            aria-label={wordsOf(placed)}
            aria-pressed={placed.node.id === chosen}
            onClick={() => onChoose(placed.node.id)}
          />
        ))}
      </div>
    </div>
  );
}

function targetOf({ x, y, radius }: PlacedNode): CSSProperties {
  const reach = radius + TARGET_MARGIN;
  return { left: x - reach, top: y - reach, width: 2 * reach, height: 2 * reach };
}

function wordsOf({ node: { name, figures } }: PlacedNode): string {
  const total = requestsOf(figures);
  const parts = [name === '' ? '(no name)' : name, formatCounted(Math.round(total), 'request')];
  if (total > figures.ok) parts.push(`${quantityText(formatShare(total - figures.ok, total))} failed`);
  if (figures.p50Ms !== null) parts.push(`half within ${mapDurationText(figures.p50Ms)}`);
  return parts.join(', ');
}

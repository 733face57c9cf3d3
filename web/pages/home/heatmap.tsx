import './heatmap.css';
import { useMemo, useRef } from 'react';
import { useTimeZone } from '../../data/view.ts';
import { EDGE_LABELS_WIDTH, rectangleOf, xOfMs } from '../../draw/heatmap-geometry.ts';
import { paintHeatmap } from '../../draw/paint-heatmap.ts';
import { clockTicks } from '../../lib/clock-ticks.ts';
import { formatCount, formatCounted } from '../../lib/format-number.ts';
import {
  countIn,
  countMaxOf,
  type HeatmapBox,
  type HeatmapCells,
  SHADE_COUNT,
  shadeLimits,
} from '../../lib/heatmap-cells.ts';
import { type HotkeyNote, useHotkeys } from '../../ui/hotkeys.tsx';
import { useTokens } from '../../ui/read-tokens.ts';
import { useCanvas } from '../../ui/use-canvas.ts';
import { useSize } from '../../ui/use-size.ts';
import { useHeatmapSelection } from './use-heatmap-selection.ts';

const TOKENS = [
  'surface',
  'line',
  'ink-3',
  'heat-1',
  'heat-2',
  'heat-3',
  'heat-4',
  'heat-5',
  'heat-6',
  'heat-7',
  'heat-8',
] as const;

const KEYS: readonly HotkeyNote[] = [
  { keys: 'ArrowRight', words: 'next cell, in all four directions' },
  { keys: 'shift+ArrowRight', words: 'mark cells' },
  { keys: 'Enter', words: 'traces of what is marked' },
  { keys: 'Escape', words: 'unmark' },
];

export interface HeatmapProps {
  readonly cells: HeatmapCells;
  /** The bucket that the pointer is at, here or on another chart. */
  readonly hovered: number | undefined;
  readonly onHover: (bucket: number | undefined) => void;
  readonly box: HeatmapBox | undefined;
  readonly onBox: (box: HeatmapBox | undefined) => void;
  readonly onCursor: (box: HeatmapBox | undefined) => void;
  readonly onOpen: (box: HeatmapBox) => void;
}

/** Duration by time, darker where more requests are. A drag marks a box; the arrow keys reach every cell. */
export function Heatmap({ cells, hovered, onHover, box, onBox, onCursor, onOpen }: HeatmapProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(frame);
  const tokens = useTokens(TOKENS);
  const [zone] = useTimeZone();
  useHotkeys('In the heatmap', KEYS);
  const layout = { cells, ...size };
  const ticks = useMemo(
    () => clockTicks(cells.window, size.width - EDGE_LABELS_WIDTH, zone),
    [cells.window, size.width, zone],
  );
  const shades = useMemo(
    () => Array.from({ length: SHADE_COUNT }, (_, index) => tokens[`heat-${index + 1}` as (typeof TOKENS)[number]]),
    [tokens],
  );
  useCanvas(canvas, size, (context) =>
    paintHeatmap(context, {
      ...layout,
      ticks,
      colours: { ground: tokens.surface, line: tokens.line, label: tokens['ink-3'], shades },
    }),
  );
  const { cursor, handlers } = useHeatmapSelection(layout, { onHover, box, onBox, onCursor, onOpen });
  const total = countIn(cells, wholeOf(cells));
  return (
    // biome-ignore lint/a11y/useSemanticElements: no element stands for a picture that keys move in.
    <div
      ref={frame}
      className="heatmap"
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move from cell to cell.
      tabIndex={0}
      aria-label={`Heatmap of the duration of ${formatCounted(Math.round(total), 'request')}; the table has the same`}
      {...handlers}
    >
      <canvas ref={canvas} className="heatmap__canvas" style={{ ...size }} />
      {hovered !== undefined && hovered < cells.timeMs.length && (
        <div className="heatmap__crosshair" style={{ left: xOfMs(layout, middleOf(cells, hovered)) }} />
      )}
      {cursor && <div className="heatmap__cell" style={{ ...rectangleOf(layout, cursor) }} />}
      {box && <div className="heatmap__box" style={{ ...rectangleOf(layout, box) }} />}
    </div>
  );
}

const middleOf = ({ timeMs, bucketMs }: HeatmapCells, bucket: number): number => (timeMs[bucket] ?? 0) + bucketMs / 2;

function wholeOf({ timeMs, edgesMs }: HeatmapCells): HeatmapBox {
  return { fromBucket: 0, toBucket: timeMs.length - 1, fromCell: 0, toCell: edgesMs.length - 2 };
}

/** What the shades stand for. */
export function HeatLegend({ cells }: { cells: HeatmapCells }) {
  const most = countMaxOf(cells);
  if (most === 0) return null;
  return (
    <span className="heat-legend">
      requests in a cell: few
      <span className="heat-legend__shades">
        {shadeLimits(most).map((limit, index) => (
          <span
            key={limit}
            className="heat-legend__shade"
            style={{ background: `var(--heat-${index + 1})` }}
            title={`up to ${formatCount(Math.round(limit * 10) / 10)}`}
          />
        ))}
      </span>
      {formatCount(Math.round(most))}
    </span>
  );
}

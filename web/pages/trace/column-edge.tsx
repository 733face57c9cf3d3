import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import type { CssPixels } from '../../lib/units.ts';

export const NAME_WIDTH_MIN: CssPixels = 140;
const NAME_WIDTH_FIRST_MAX: CssPixels = 420;
/** Of the waterfall, before the reader chose. */
const NAME_SHARE = 0.36;
const KEY_STEP: CssPixels = 16;

/** The width that was chosen, as far as it leaves room for bars; a share of the whole before. */
export function nameWidthWithin(chosen: string | null, width: CssPixels): CssPixels {
  const most = Math.max(NAME_WIDTH_MIN, width - NAME_WIDTH_MIN);
  const wanted = Number(chosen ?? Number.NaN);
  const first = Math.min(NAME_WIDTH_FIRST_MAX, width * NAME_SHARE);
  return Math.round(Math.min(most, Math.max(NAME_WIDTH_MIN, Number.isFinite(wanted) ? wanted : first)));
}

interface ColumnEdgeProps {
  readonly at: CssPixels;
  readonly most: CssPixels;
  readonly onResize: (width: CssPixels) => void;
}

/** Between names and bars: dragged, or moved with the arrows. */
export function ColumnEdge({ at, most, onResize }: ColumnEdgeProps) {
  const [drag, setDrag] = useState<{ startX: number; startWidth: number }>();
  const resize = (width: CssPixels) => onResize(Math.min(most, Math.max(NAME_WIDTH_MIN, width)));
  const start = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    setDrag({ startX: event.clientX, startWidth: at });
    event.preventDefault();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key === 'ArrowLeft') resize(at - KEY_STEP);
    else if (event.key === 'ArrowRight') resize(at + KEY_STEP);
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be dragged; this is ARIA's window splitter.
    <div
      className="waterfall__edge"
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the names"
      aria-valuenow={at}
      aria-valuemin={NAME_WIDTH_MIN}
      aria-valuemax={most}
      tabIndex={0}
      style={{ left: at }}
      onKeyDown={onKeyDown}
      onPointerDown={start}
      onPointerMove={(event) => drag && resize(drag.startWidth + event.clientX - drag.startX)}
      onPointerUp={() => setDrag(undefined)}
      onPointerCancel={() => setDrag(undefined)}
    />
  );
}

import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { type HeatmapLayout, isOverCells, nearestCell } from '../../draw/heatmap-geometry.ts';
import { boxBetween, cellCountOf, type HeatmapBox, type HeatmapCell, movedCell } from '../../lib/heatmap-cells.ts';

interface SelectionOptions {
  readonly onHover: (bucket: number | undefined) => void;
  readonly box: HeatmapBox | undefined;
  readonly onBox: (box: HeatmapBox | undefined) => void;
  /** The cell under the pointer, or the one that the arrow keys have reached. */
  readonly onCursor: (box: HeatmapBox | undefined) => void;
  /** Enter: on the box, or on the one cell that the keys are at. */
  readonly onOpen: (box: HeatmapBox) => void;
}

/** A box of cells by drag, or by Shift and the arrow keys. It stays until it is cleared. */
export function useHeatmapSelection(layout: HeatmapLayout, options: SelectionOptions) {
  const { onHover, box, onBox, onCursor, onOpen } = options;
  const { cells } = layout;
  const [at, setAt] = useState<HeatmapCell>();
  const [anchor, setAnchor] = useState<HeatmapCell>();
  const [isDragging, setDragging] = useState(false);
  const isEmpty = cells.timeMs.length === 0 || cellCountOf(cells) === 0;

  const point = (next: HeatmapCell | undefined) => {
    setAt(next);
    onHover(next?.bucket);
    onCursor(next && boxBetween(next, next));
  };
  const mark = (from: HeatmapCell, to: HeatmapCell) => {
    setAnchor(from);
    onBox(boxBetween(from, to));
  };
  const cellUnder = (event: PointerEvent<HTMLDivElement>) => {
    const bounds = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - bounds.left, event.clientY - bounds.top];
    return { cell: nearestCell(layout, x, y), isOver: isOverCells(layout, x, y) };
  };
  const moveByKey = (event: KeyboardEvent<HTMLDivElement>) => {
    // The newest, smallest cell is where the keys begin.
    const from = at ?? { bucket: cells.timeMs.length - 1, cell: 0 };
    const next = movedCell(cells, from, event.key);
    if (!next) return;
    const to = at ? next : from;
    point(to);
    if (event.shiftKey) mark(box && anchor ? anchor : from, to);
    else onBox(undefined);
    event.preventDefault();
  };
  const release = () => setDragging(false);
  return {
    cursor: at && boxBetween(at, at),
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLDivElement>) => {
        const { cell, isOver } = cellUnder(event);
        if (event.button !== 0 || isEmpty || !isOver) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        mark(cell, cell);
        setDragging(true);
      },
      onPointerMove: (event: PointerEvent<HTMLDivElement>) => {
        if (isEmpty) return;
        const { cell, isOver } = cellUnder(event);
        point(isOver || isDragging ? cell : undefined);
        if (isDragging && anchor) mark(anchor, cell);
      },
      onPointerUp: release,
      onPointerCancel: release,
      onPointerLeave: () => point(undefined),
      onBlur: () => point(undefined),
      onDoubleClick: () => onBox(undefined),
      onKeyDown: (event: KeyboardEvent<HTMLDivElement>) => {
        if (isEmpty) return;
        if (event.key === 'Enter') {
          const opened = box ?? (at && boxBetween(at, at));
          if (opened) onOpen(opened);
        } else if (event.key === 'Escape' && box) {
          onBox(undefined);
          event.preventDefault();
        } else moveByKey(event);
      },
    },
  };
}

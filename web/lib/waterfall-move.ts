import type { SpanIndex } from './units.ts';
import { type CollapsedSpans, isCollapsed, revealed, toggled, type WaterfallRows } from './waterfall-rows.ts';
import { hasChildren, type WaterfallSpans } from './waterfall-spans.ts';

export const MOVES = ['up', 'down', 'page-up', 'page-down', 'first', 'last', 'in', 'out'] as const;
export type Move = (typeof MOVES)[number];

export interface Place {
  /** -1 before anything was chosen. */
  readonly focus: SpanIndex;
  readonly collapsed: CollapsedSpans;
}

/**
 * Where a key leads, as trees behave everywhere (WAI-ARIA tree view pattern): out closes an open row, then goes to its
 * parent; in opens a closed row, then goes to its first child. The first key of all goes to the first row.
 */
export function moved(spans: WaterfallSpans, rows: WaterfallRows, place: Place, move: Move, pageRows: number): Place {
  if (spans.count === 0) return place;
  if (place.focus < 0) return { ...place, focus: rows.spanOfRow[move === 'last' ? rows.spanOfRow.length - 1 : 0] ?? 0 };
  if (move === 'in') return movedIn(spans, place);
  if (move === 'out') return movedOut(spans, place);
  const row = rows.rowOfSpan[place.focus] ?? 0;
  const last = rows.spanOfRow.length - 1;
  const target = Math.min(last, Math.max(0, row + rowStep(move, last, Math.max(1, pageRows))));
  return { ...place, focus: rows.spanOfRow[target] ?? place.focus };
}

function rowStep(move: Exclude<Move, 'in' | 'out'>, last: number, pageRows: number): number {
  switch (move) {
    case 'up':
      return -1;
    case 'down':
      return 1;
    case 'page-up':
      return -pageRows;
    case 'page-down':
      return pageRows;
    case 'first':
      return -last;
    case 'last':
      return last;
  }
}

function movedIn(spans: WaterfallSpans, place: Place): Place {
  if (!hasChildren(spans, place.focus)) return place;
  if (isCollapsed(spans, place.collapsed, place.focus)) {
    return { ...place, collapsed: toggled(spans, place.collapsed, place.focus) };
  }
  return { ...place, focus: place.focus + 1 };
}

function movedOut(spans: WaterfallSpans, place: Place): Place {
  if (hasChildren(spans, place.focus) && !isCollapsed(spans, place.collapsed, place.focus)) {
    return { ...place, collapsed: toggled(spans, place.collapsed, place.focus) };
  }
  const above = spans.parent[place.focus] ?? -1;
  return above < 0 ? place : { focus: above, collapsed: revealed(spans, place.collapsed, above) };
}

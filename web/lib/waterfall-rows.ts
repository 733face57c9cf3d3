import type { RowIndex, SpanIndex } from './units.ts';
import { hasChildren, type WaterfallSpans } from './waterfall-spans.ts';

/** Collapsed spans by key, not by position: the set must still mean the same rows when more spans have arrived. */
export type CollapsedSpans = ReadonlySet<string>;

export interface WaterfallRows {
  /** The span of each row. */
  readonly spanOfRow: Int32Array;
  /** The row of each span; for a span that is not shown, the row of the collapsed span it is under. */
  readonly rowOfSpan: Int32Array;
}

export function isCollapsed(spans: WaterfallSpans, collapsed: CollapsedSpans, span: SpanIndex): boolean {
  return hasChildren(spans, span) && collapsed.has(spans.key[span] ?? '');
}

export function waterfallRows(spans: WaterfallSpans, collapsed: CollapsedSpans): WaterfallRows {
  const spanOfRow = new Int32Array(spans.count);
  const rowOfSpan = new Int32Array(spans.count);
  let row = 0;
  for (let span = 0; span < spans.count; ) {
    const hiddenCount = isCollapsed(spans, collapsed, span) ? (spans.descendantCount[span] ?? 0) : 0;
    spanOfRow[row] = span;
    rowOfSpan.fill(row, span, span + hiddenCount + 1);
    row += 1;
    span += hiddenCount + 1;
  }
  return { spanOfRow: spanOfRow.subarray(0, row), rowOfSpan };
}

export function toggled(spans: WaterfallSpans, collapsed: CollapsedSpans, span: SpanIndex): CollapsedSpans {
  const key = spans.key[span];
  if (key === undefined || !hasChildren(spans, span)) return collapsed;
  const next = new Set(collapsed);
  if (!next.delete(key)) next.add(key);
  return next;
}

/** Every span at this depth that has children, and nothing else, is collapsed: what is above it is open. */
export function collapsedAtDepth(spans: WaterfallSpans, depth: number): CollapsedSpans {
  const next = new Set<string>();
  for (let span = 0; span < spans.count; span++) {
    if (spans.depth[span] === depth && hasChildren(spans, span)) next.add(spans.key[span] ?? '');
  }
  return next;
}

/** Opens whatever hides a span; the same set where nothing does. */
export function revealed(spans: WaterfallSpans, collapsed: CollapsedSpans, span: SpanIndex): CollapsedSpans {
  let next: Set<string> | undefined;
  for (let above = spans.parent[span] ?? -1; above >= 0; above = spans.parent[above] ?? -1) {
    const key = spans.key[above] ?? '';
    if (!collapsed.has(key)) continue;
    next ??= new Set(collapsed);
    next.delete(key);
  }
  return next ?? collapsed;
}

/** The depths at which collapsing hides anything, ascending: what the depth menu offers. */
export function collapsibleDepths(spans: WaterfallSpans): readonly number[] {
  const depths = new Set<number>();
  for (let span = 0; span < spans.count; span++) if (hasChildren(spans, span)) depths.add(spans.depth[span] ?? 0);
  return [...depths].sort((a, b) => a - b);
}

export function spanAtRow(rows: WaterfallRows, row: RowIndex): SpanIndex {
  return rows.spanOfRow[row] ?? -1;
}

import { SPAN_MARK_DUPLICATE_ID, SPAN_MARK_PARENT_CYCLE, SPAN_MARK_PARENT_MISSING } from '../model/span-marks.ts';
import { KIND_SERVER, type SpanRow } from './span-rows.ts';

/**
 * The spans of a trace as a forest in pre-order: parents before children, siblings by start.
 *
 *   row              0      1      2      3
 *   tree             A      +-B    | +-C  +-D
 *   parent          -1      0      1      0
 *   depth            0      1      2      1
 *   descendantCount  3      1      0      0
 */
export interface SpanTree {
  /** In the order of the waterfall; repeats of one and the same span are left out. */
  readonly spans: readonly SpanRow[];
  readonly parent: Int32Array;
  readonly depth: Int32Array;
  readonly descendantCount: Int32Array;
  /** Bits of `model/span-marks.ts`. */
  readonly marks: Uint8Array;
}

/** Never fails: missing parents, several roots, repeated ids and cycles all give a forest that shows every span. */
export function buildSpanTree(rows: readonly SpanRow[]): SpanTree {
  const spans = withoutRepeats(rows);
  const marks = new Uint8Array(spans.length);
  const parentOf = findParents(spans, marks);
  const children: number[][] = spans.map(() => []);
  const roots: number[] = [];
  // `spans` is sorted by start, so children and roots are filled in that order too.
  for (let index = 0; index < spans.length; index++) (children[parentOf[index] ?? -1] ?? roots).push(index);
  const walk = walkForest(spans.length, roots, children, marks);
  return arrange(spans, walk, marks);
}

/** Sorted by start, longest first among equals, so that a parent comes before a child that starts with it. */
function withoutRepeats(rows: readonly SpanRow[]): SpanRow[] {
  const seen = new Set<string>();
  const unique = rows.filter((row) => {
    const key = `${row.spanId} ${row.parentId} ${row.startNs} ${row.durationNs} ${row.kind} ${row.service} ${row.name}`;
    return !seen.has(key) && seen.add(key);
  });
  return unique.sort((a, b) => compare(a.startNs, b.startNs) || compare(b.durationNs, a.durationNs));
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Different spans with one id happen when client and server share it (Zipkin, B3): the server's span is then the child
 * of the other, and takes the children. Otherwise the earliest takes them.
 */
function findParents(spans: readonly SpanRow[], marks: Uint8Array): Int32Array {
  const first = new Map<string, number>();
  const serving = new Map<string, number>();
  spans.forEach((span, index) => {
    const other = first.get(span.spanId);
    if (other === undefined) first.set(span.spanId, index);
    else {
      marks[other] = (marks[other] ?? 0) | SPAN_MARK_DUPLICATE_ID;
      marks[index] = (marks[index] ?? 0) | SPAN_MARK_DUPLICATE_ID;
    }
    if (span.kind === KIND_SERVER && !serving.has(span.spanId)) serving.set(span.spanId, index);
  });
  return Int32Array.from(spans, (span, index) => {
    const sharing = first.get(span.spanId);
    if (sharing !== undefined && sharing !== index && serving.get(span.spanId) === index) return sharing;
    if (span.parentId === '') return -1;
    const parent = serving.get(span.parentId) ?? first.get(span.parentId);
    if (parent !== undefined) return parent;
    marks[index] = (marks[index] ?? 0) | SPAN_MARK_PARENT_MISSING;
    return -1;
  });
}

interface Walk {
  /** Position in `spans` of each row. */
  readonly order: Int32Array;
  /** Row of the parent, by row. */
  readonly parent: Int32Array;
}

/** Depth first with a stack of its own: a chain of 100,000 spans must not overflow the call stack. */
function walkForest(count: number, roots: number[], children: number[][], marks: Uint8Array): Walk {
  const order = new Int32Array(count);
  const parent = new Int32Array(count);
  const rowOf = new Int32Array(count).fill(-1);
  let row = 0;
  const visit = (root: number) => {
    const stack = [{ index: root, parentRow: -1 }];
    for (let next = stack.pop(); next; next = stack.pop()) {
      if (rowOf[next.index] !== -1) continue;
      rowOf[next.index] = row;
      order[row] = next.index;
      parent[row] = next.parentRow;
      const below = children[next.index] ?? [];
      for (let at = below.length - 1; at >= 0; at--) stack.push({ index: below[at] ?? 0, parentRow: row });
      row++;
    }
  };
  roots.forEach(visit);
  // What no root reaches hangs below a cycle of parents: its earliest span becomes a root.
  for (let index = 0; index < count; index++) {
    if (rowOf[index] !== -1) continue;
    marks[index] = (marks[index] ?? 0) | SPAN_MARK_PARENT_CYCLE;
    visit(index);
  }
  return { order, parent };
}

function arrange(spans: readonly SpanRow[], { order, parent }: Walk, marks: Uint8Array): SpanTree {
  const depth = new Int32Array(spans.length);
  const descendantCount = new Int32Array(spans.length);
  for (let row = 0; row < spans.length; row++) {
    const above = parent[row] ?? -1;
    if (above >= 0) depth[row] = (depth[above] ?? 0) + 1;
  }
  for (let row = spans.length - 1; row >= 0; row--) {
    const above = parent[row] ?? -1;
    if (above >= 0) descendantCount[above] = (descendantCount[above] ?? 0) + (descendantCount[row] ?? 0) + 1;
  }
  const bySpan = (row: number) => order[row] ?? 0;
  return {
    spans: Array.from(order, (index) => spans[index] as SpanRow),
    parent,
    depth,
    descendantCount,
    marks: Uint8Array.from(order, (_, row) => marks[bySpan(row)] ?? 0),
  };
}

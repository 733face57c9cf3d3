import { SPAN_MARK_CLOCK_ADJUSTED } from '../model/span-marks.ts';
import { KIND_CONSUMER } from './span-rows.ts';
import type { SpanTree } from './span-tree.ts';

/**
 * Nanoseconds to add to each span's start so that no work starts before it was asked for. Clocks differ between
 * machines, so only where a span's service differs from its parent's and it starts before its parent is anything moved:
 *
 *   parent (service a)      [==========]            parent  [==========]
 *   child  (service b)  [====]                =>    child      [====]
 *
 * It is centred inside its parent when it fits, else aligned with the parent's start, as Jaeger's adjuster does; spans
 * of the same service below it move with it. A span that starts after its parent ended is left alone: work that is
 * queued or not waited for looks just so. Source: jaegertracing/jaeger internal/storage/v1/.../clockskew.go (2026-03).
 */
export function clockAdjustments(tree: SpanTree): BigInt64Array {
  const { spans, parent, marks } = tree;
  const deltas = new BigInt64Array(spans.length);
  for (let row = 0; row < spans.length; row++) {
    const span = spans[row];
    const above = parent[row] ?? -1;
    const parentSpan = spans[above];
    if (!span || !parentSpan) continue;
    const parentDelta = deltas[above] ?? 0n;
    if (span.service === parentSpan.service) {
      deltas[row] = parentDelta;
    } else if (span.kind !== KIND_CONSUMER) {
      deltas[row] = deltaInside(span, { startNs: parentSpan.startNs + parentDelta, durationNs: parentSpan.durationNs });
    }
    if (deltas[row] !== 0n) marks[row] = (marks[row] ?? 0) | SPAN_MARK_CLOCK_ADJUSTED;
  }
  return deltas;
}

type Extent = { readonly startNs: bigint; readonly durationNs: bigint };

function deltaInside(span: Extent, parent: Extent): bigint {
  if (span.startNs >= parent.startNs) return 0n;
  const spare = parent.durationNs - span.durationNs;
  return parent.startNs + (spare > 0n ? spare / 2n : 0n) - span.startNs;
}

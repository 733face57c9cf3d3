import type { SpanIndex } from './units.ts';
import type { WaterfallSpans } from './waterfall-spans.ts';

/**
 * The spans whose name, service or id holds the text, without regard to case, in the order of the waterfall. Names and
 * services are looked at once each, not once per span.
 */
export function searchSpans(spans: WaterfallSpans, text: string): Int32Array {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return new Int32Array(0);
  const holds = (value: string) => value.toLowerCase().includes(wanted);
  const nameHolds = spans.names.map(holds);
  const serviceHolds = spans.services.map(holds);
  const found = new Int32Array(spans.count);
  let count = 0;
  for (let span = 0; span < spans.count; span++) {
    const isFound =
      nameHolds[spans.name[span] ?? -1] === true ||
      serviceHolds[spans.service[span] ?? -1] === true ||
      spans.spanId[span]?.includes(wanted) === true;
    if (isFound) found[count++] = span;
  }
  return found.subarray(0, count);
}

/** Position in `found` of the next (or previous) hit after a span, round the end; -1 where there is none. */
export function nextFound(found: Int32Array, from: SpanIndex, direction: 1 | -1): number {
  if (found.length === 0) return -1;
  if (direction === 1) {
    const next = found.findIndex((span) => span > from);
    return Math.max(0, next);
  }
  const previous = found.findLastIndex((span) => span < from);
  return previous < 0 ? found.length - 1 : previous;
}

import type { TraceResponse } from '../../src/api/contract/index.ts';
import { STATUS_ERROR } from '../../src/model/event-batch.ts';
import { isErrorSeverity } from './severity.ts';
import type { SpanIndex } from './units.ts';
import { errorsBelow, keysOf, type WaterfallSpans } from './waterfall-spans.ts';

type LogColumns = TraceResponse['logs'];

/** What the address remembers a log record by; span ids are hex, so that none looks like it. */
export function logKeyOf(logs: LogColumns, log: number): string {
  return `log-${logs.key[log] ?? ''}`;
}

/**
 * The same trace with its log records among the spans: beneath their span, by time between its children. One of no span,
 * or of a span that is not here, stands at the top level. The logs come by span, then by time.
 *
 *   a 0+9                    a 0+9
 *     b 2+5      + a: 1, 8     log 1
 *       c 3+1      b: 5   =>   b 2+5
 *                                c 3+1
 *                                log 5
 *                              log 8
 */
export function withLogRows(spans: WaterfallSpans, logs: LogColumns): WaterfallSpans {
  if (logs.key.length === 0) return spans;
  const order = mergedOrder(spans, logs);
  const count = order.length;
  const rowOfSpan = new Int32Array(spans.count);
  order.forEach((item, row) => {
    if (item >= 0) rowOfSpan[item] = row;
  });
  // An item below 0 is the log record -1 - item.
  const column = <T>(ofSpan: (span: SpanIndex) => T, ofLog: (log: number) => T): T[] =>
    Array.from(order, (item) => (item >= 0 ? ofSpan(item) : ofLog(-1 - item)));
  const numbers = (values: ArrayLike<number>, ofLog: (log: number) => number) =>
    column((span) => values[span] ?? 0, ofLog);
  const row = (span: number) => (span < 0 ? -1 : (rowOfSpan[span] ?? -1));
  const parent = Int32Array.from(
    numbers(spans.parent, (log) => logs.span[log] ?? -1),
    row,
  );
  const status = Uint8Array.from(numbers(spans.status, () => 0));
  const severity = Uint8Array.from(
    column(
      (span) => spans.severity[span] ?? 0,
      (log) => logs.severity[log] ?? 0,
    ),
  );
  const spanOfKey = keysOf(
    column(
      (span) => spans.spanId[span] ?? '',
      (log) => logKeyOf(logs, log),
    ),
  );
  return {
    ...spans,
    count,
    names: [...spans.names, ...logs.text],
    spanId: column(
      (span) => spans.spanId[span] ?? '',
      () => '',
    ),
    key: [...spanOfKey.keys()],
    spanOfKey,
    parent,
    depth: Int32Array.from(numbers(spans.depth, (log) => depthOf(spans, logs, log))),
    descendantCount: descendantCounts(parent),
    service: Int32Array.from(numbers(spans.service, (log) => logs.service[log] ?? 0)),
    name: Int32Array.from(numbers(spans.name, (log) => spans.names.length + log)),
    kind: Uint8Array.from(numbers(spans.kind, () => 0)),
    startNs: Float64Array.from(numbers(spans.startNs, (log) => logs.offsetNs[log] ?? 0)),
    lengthNs: Float64Array.from(numbers(spans.lengthNs, () => 0)),
    status,
    marks: Uint8Array.from(numbers(spans.marks, (log) => logs.marks[log] ?? 0)),
    log: Int32Array.from(
      column(
        () => -1,
        (log) => log,
      ),
    ),
    severity,
    hidesError: errorsBelow(parent, (each) => status[each] === STATUS_ERROR || isErrorSeverity(severity[each] ?? 0)),
    eventFrom: mergedOffsets(spans.eventFrom, order),
    linkFrom: mergedOffsets(spans.linkFrom, order),
  };
}

function depthOf(spans: WaterfallSpans, logs: LogColumns, log: number): number {
  const span = logs.span[log] ?? -1;
  return span < 0 ? 0 : (spans.depth[span] ?? 0) + 1;
}

/** Spans as they are, log records as -1 - log, in the order of the rows. */
function mergedOrder(spans: WaterfallSpans, logs: LogColumns): Int32Array {
  const before = positions(spans, logs);
  const sorted = Array.from(before, (_, log) => log).sort(
    (a, b) =>
      (before[a] ?? 0) - (before[b] ?? 0) ||
      // Two spans may end at one row: what is in the inner one comes first.
      depthOf(spans, logs, b) - depthOf(spans, logs, a) ||
      (logs.offsetNs[a] ?? 0) - (logs.offsetNs[b] ?? 0) ||
      a - b,
  );
  const order = new Int32Array(spans.count + sorted.length);
  let row = 0;
  let next = 0;
  for (let span = 0; span <= spans.count; span++) {
    for (; next < sorted.length && before[sorted[next] ?? 0] === span; next++) order[row++] = -1 - (sorted[next] ?? 0);
    if (span < spans.count) order[row++] = span;
  }
  return order;
}

/** For each log record the span it stands before: the first child of its span that starts later, or what follows its span. */
function positions(spans: WaterfallSpans, logs: LogColumns): Int32Array {
  const before = new Int32Array(logs.key.length);
  let owner = Number.NaN;
  let child = 0;
  let end = 0;
  for (let log = 0; log < before.length; log++) {
    const span = logs.span[log] ?? -1;
    if (span !== owner) {
      owner = span;
      child = span + 1;
      end = span < 0 ? spans.count : span + (spans.descendantCount[span] ?? 0) + 1;
    }
    const atNs = logs.offsetNs[log] ?? 0;
    while (child < end && (spans.startNs[child] ?? 0) <= atNs) child += (spans.descendantCount[child] ?? 0) + 1;
    before[log] = child;
  }
  return before;
}

/** From the last row up: each is whole when it is added to its parent. */
function descendantCounts(parent: Int32Array): Int32Array {
  const counts = new Int32Array(parent.length);
  for (let row = parent.length - 1; row >= 0; row--) {
    const above = parent[row] ?? -1;
    if (above >= 0) counts[above] = (counts[above] ?? 0) + (counts[row] ?? 0) + 1;
  }
  return counts;
}

/** Log records have no events and links: theirs begin and end where those of the next span begin. */
function mergedOffsets(from: Uint32Array, order: Int32Array): Uint32Array {
  const merged = new Uint32Array(order.length + 1);
  let span = 0;
  order.forEach((item, row) => {
    merged[row] = from[span] ?? 0;
    if (item >= 0) span++;
  });
  merged[order.length] = from[span] ?? 0;
  return merged;
}

import type { TraceResponse } from '../../src/api/contract/index.ts';
import { SPAN_MARK_PARENT_MISSING } from '../../src/model/span-marks.ts';
import { withLogRows } from './waterfall-logs.ts';
import { type WaterfallSpans, waterfallSpans } from './waterfall-spans.ts';

/**
 * A trace drawn as text, one span per line: indentation is depth, then name, service, start and length in milliseconds;
 * `!` marks an error, `*12` an event at 12 ms, `~` a link.
 *
 *   GET /home  web  0+412
 *     auth     auth 10+30 !
 *     db.query web  50+200 *120 ~
 *       - 130 web !no such table
 *
 * A line that begins with `-` is a log record: its time, service and text, `!` before the text of an error. It belongs to
 * the span above it that is one level out; `-?` at the top level: to a span that is not here.
 */
export function drawnTrace(drawing: string): TraceResponse {
  const lines = drawing.split('\n').filter((line) => line.trim() !== '');
  const margin = Math.min(...lines.map(indentOf));
  const trace = emptyTrace();
  const path: number[] = [];
  const logs: DrawnLog[] = [];
  for (const line of lines) {
    const depth = (indentOf(line) - margin) / 2;
    if (line.trim().startsWith('-')) logs.push(drawnLog(path[depth - 1] ?? -1, line.trim()));
    else addSpan(trace, path, depth, line.trim());
  }
  addLogs(trace, logs);
  const { spans } = trace;
  trace.spanCount = spans.spanId.length;
  trace.errorCount = spans.status.filter((status) => status === 2).length;
  trace.rootCount = spans.parent.filter((parent) => parent < 0).length;
  trace.durationNs = String(Math.max(0, ...spans.startOffsetNs.map((start, row) => start + spans.durationNs[row]!)));
  for (let row = spans.spanId.length - 1; row >= 0; row--) {
    const parent = spans.parent[row]!;
    if (parent >= 0) spans.descendantCount[parent]! += spans.descendantCount[row]! + 1;
  }
  return trace;
}

/** Spans and log records, as the waterfall shows them. */
export function drawnSpans(drawing: string): WaterfallSpans {
  const trace = drawnTrace(drawing);
  return withLogRows(waterfallSpans(trace), trace.logs);
}

/** A trace of one root with `count - 1` children that take turns. */
export function longTrace(count: number): TraceResponse {
  const lines = Array.from({ length: count }, (_, row) => `${row ? '  ' : ''}span-${row % 97} svc-${row % 9} ${row}+5`);
  return drawnTrace(lines.join('\n'));
}

const indentOf = (line: string) => line.length - line.trimStart().length;

function emptyTrace(): TraceResponse {
  return {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    startNs: '1780000000000000000',
    durationNs: '0',
    spanCount: 0,
    errorCount: 0,
    rootCount: 0,
    truncatedAt: null,
    logsTruncatedAt: null,
    services: [],
    names: [],
    spans: {
      spanId: [],
      parent: [],
      depth: [],
      descendantCount: [],
      service: [],
      name: [],
      kind: [],
      startOffsetNs: [],
      durationNs: [],
      status: [],
      marks: [],
    },
    events: { span: [], name: [], offsetNs: [] },
    links: { span: [], traceId: [], spanId: [] },
    logs: { span: [], key: [], service: [], severity: [], text: [], offsetNs: [], marks: [] },
  };
}

function addSpan(trace: TraceResponse, path: number[], depth: number, text: string): void {
  const match = /^(.+?)\s+(\S+)\s+(\d+)\+(\d+)(.*)$/.exec(text);
  if (!match) throw new Error(`not a drawn span: ${text}`);
  const [, name, service, start, length, rest] = match as unknown as [string, string, string, string, string, string];
  const { spans, events, links } = trace;
  const row = spans.spanId.length;
  path.length = depth;
  spans.spanId.push(row.toString(16).padStart(16, '0'));
  spans.parent.push(path.at(-1) ?? -1);
  spans.depth.push(depth);
  spans.descendantCount.push(0);
  spans.service.push(indexIn(trace.services, service));
  spans.name.push(indexIn(trace.names, name));
  spans.kind.push(1);
  spans.startOffsetNs.push(Number(start) * 1e6);
  spans.durationNs.push(Number(length) * 1e6);
  spans.status.push(rest.includes('!') ? 2 : 0);
  spans.marks.push(0);
  path.push(row);
  for (const [, at] of rest.matchAll(/\*(\d+)/g)) {
    events.span.push(row);
    events.name.push('event');
    events.offsetNs.push(Number(at) * 1e6);
  }
  for (const _ of rest.matchAll(/~/g)) {
    links.span.push(row);
    links.traceId.push('f'.repeat(32));
    links.spanId.push('e'.repeat(16));
  }
}

interface DrawnLog {
  readonly span: number;
  readonly isOrphan: boolean;
  readonly atNs: number;
  readonly service: string;
  readonly isError: boolean;
  readonly text: string;
}

function drawnLog(span: number, line: string): DrawnLog {
  const match = /^-(\??)\s+(-?\d+)\s+(\S+)\s+(!?)(.*)$/.exec(line);
  if (!match) throw new Error(`not a drawn log record: ${line}`);
  const [, orphan, at, service, error, text] = match as unknown as [string, string, string, string, string, string];
  return { span, isOrphan: orphan !== '', atNs: Number(at) * 1e6, service, isError: error !== '', text };
}

function addLogs({ logs, services }: TraceResponse, drawn: readonly DrawnLog[]): void {
  for (const log of [...drawn].sort((a, b) => a.span - b.span || a.atNs - b.atNs)) {
    logs.key.push(logs.key.length.toString(16));
    logs.span.push(log.span);
    logs.service.push(indexIn(services, log.service));
    logs.severity.push(log.isError ? 17 : 9);
    logs.text.push(log.text);
    logs.offsetNs.push(log.atNs);
    logs.marks.push(log.isOrphan ? SPAN_MARK_PARENT_MISSING : 0);
  }
}

function indexIn(words: string[], word: string): number {
  const index = words.indexOf(word);
  return index < 0 ? words.push(word) - 1 : index;
}

import type { TraceResponse } from '../../src/api/contract/index.ts';
import {
  SPAN_MARK_CLOCK_ADJUSTED,
  SPAN_MARK_DUPLICATE_ID,
  SPAN_MARK_IN_PROGRESS,
  SPAN_MARK_PARENT_CYCLE,
  SPAN_MARK_PARENT_MISSING,
} from '../../src/model/span-marks.ts';
import { formatCount, formatCounted } from './format-number.ts';

export interface Oddity {
  /** A few words for the header. */
  readonly text: string;
  /** What it means and what was done about it. */
  readonly detail: string;
}

/** What is odd about a trace, in words. Nothing here is an error: the trace is shown all the same. */
export function traceOddities(trace: TraceResponse): readonly Oddity[] {
  const oddities: Oddity[] = [];
  const missing = marked(trace, SPAN_MARK_PARENT_MISSING);
  const shifted = marked(trace, SPAN_MARK_CLOCK_ADJUSTED);
  const doubled = marked(trace, SPAN_MARK_DUPLICATE_ID);
  const looped = marked(trace, SPAN_MARK_PARENT_CYCLE);
  const lasting = marked(trace, SPAN_MARK_IN_PROGRESS);
  if (trace.truncatedAt !== null) {
    oddities.push({
      text: `first ${formatCount(trace.truncatedAt)} spans shown`,
      detail: 'The trace has more spans than one page reads. The earliest are shown; counts are of those.',
    });
  }
  if (lasting > 0) {
    oddities.push({
      text: `${formatCounted(lasting, 'segment')} in progress`,
      detail: 'The end is still to come: drawn to the last moment that is known of the trace.',
    });
  }
  if (missing > 0) {
    oddities.push({
      text: `${formatCounted(missing, 'span')} without ${missing === 1 ? 'its' : 'their'} parent`,
      detail: 'The parent has not arrived: not sent, sampled away, or on its way. These spans stand at the top level.',
    });
  }
  oddities.push(...logOddities(trace));
  if (trace.rootCount === 0 && trace.spanCount > 0) {
    oddities.push({
      text: 'no root yet',
      detail: 'No span without a parent has arrived. A request still running looks so.',
    });
  }
  if (trace.rootCount > 1) {
    oddities.push({
      text: `${formatCount(trace.rootCount)} roots`,
      detail: 'More than one span has no parent: several requests share this trace id, or a parent was not passed on.',
    });
  }
  if (shifted > 0) {
    oddities.push({
      text: `clock adjusted on ${formatCounted(shifted, 'span')}`,
      detail:
        'They began before their parent by the clock of another machine. They were moved; the panel shows the times as sent.',
    });
  }
  if (doubled > 0) {
    oddities.push({
      text: `${formatCounted(doubled, 'span')} with an id used twice`,
      detail: 'The sender gave several spans one id. All are shown; children hang under the one that served.',
    });
  }
  if (looped > 0) {
    oddities.push({
      text: `${formatCounted(looped, 'span')} in a loop of parents`,
      detail: 'Following the parents leads back to the span itself. The loop was cut at the earliest span.',
    });
  }
  return oddities;
}

function logOddities({ spanCount, logs, logsTruncatedAt }: TraceResponse): readonly Oddity[] {
  const oddities: Oddity[] = [];
  const lost = countMarked(logs.marks, SPAN_MARK_PARENT_MISSING);
  if (spanCount === 0 && logs.key.length > 0) {
    oddities.push({
      text: 'no spans',
      detail: 'Log records name this trace, but none of its spans is here: not sent, sampled away, or on their way.',
    });
  } else if (lost > 0) {
    oddities.push({
      text: `${formatCounted(lost, 'log record')} without ${lost === 1 ? 'its' : 'their'} span`,
      detail: 'The span they were written in has not arrived. They stand at the top level.',
    });
  }
  if (logsTruncatedAt !== null) {
    oddities.push({
      text: `first ${formatCount(logsTruncatedAt)} log records shown`,
      detail: 'The trace has more log records than one page reads. The earliest are shown; counts are of those.',
    });
  }
  return oddities;
}

/** What is odd about one span, for its row and its panel. */
export function markWords(marks: number): readonly string[] {
  const words: string[] = [];
  if (marks & SPAN_MARK_PARENT_MISSING) words.push('parent missing');
  if (marks & SPAN_MARK_CLOCK_ADJUSTED) words.push('clock adjusted');
  if (marks & SPAN_MARK_DUPLICATE_ID) words.push('id used twice');
  if (marks & SPAN_MARK_PARENT_CYCLE) words.push('loop of parents');
  if (marks & SPAN_MARK_IN_PROGRESS) words.push('in progress');
  return words;
}

function marked(trace: TraceResponse, mark: number): number {
  return countMarked(trace.spans.marks, mark);
}

function countMarked(marks: readonly number[], mark: number): number {
  return marks.reduce((count, each) => count + ((each & mark) !== 0 ? 1 : 0), 0);
}

import type { OccurrenceId } from '../../model/ids.ts';
import type { Teller } from '../../model/telling.ts';
import type { SpanPlace } from '../occurrence.ts';

/** What joining looks at. All tellings of one call are of one failure: exception type and message agree. */
export interface JoinTelling {
  readonly id: OccurrenceId;
  readonly teller: Teller;
  /** Hex; names the telling for good. */
  readonly identity: string;
  /** Sender's clock, with a fraction. */
  readonly timeMs: number;
  /** Hex; '' where there is none. */
  readonly traceId: string;
  readonly spanId: string;
  readonly service: string;
  readonly host: string;
  readonly urlPath: string;
  /** The occurrence it belonged to so far; undefined for a new telling. */
  readonly canonicalId: OccurrenceId | undefined;
}

/** Spans of one trace by id, as far as they are known. */
export type KnownSpans = ReadonlyMap<string, SpanPlace>;
export type SpansOf = (traceId: string) => KnownSpans;

/** Tellings without a common trace id belong together only if the senders' times differ by less. */
export const JOIN_MS = 5_000;

/** The earliest first; a total order, so that nothing depends on the order of arrival. */
export function byTime(a: JoinTelling, b: JoinTelling): number {
  if (a.timeMs !== b.timeMs) return a.timeMs - b.timeMs;
  return a.identity < b.identity ? -1 : Number(a.identity > b.identity);
}

/** When a telling may have been, epoch ms. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Several SDKs send whole seconds (`int(time.time())` in pyrollbar), which stand for any time until the next. */
export function timeRangeOf({ timeMs }: JoinTelling): TimeRange {
  return { fromMs: timeMs, toMs: timeMs % 1_000 === 0 ? timeMs + 1_000 : timeMs };
}

/** How far apart two senders' times are at least. */
export function distanceMs(a: JoinTelling, b: JoinTelling): number {
  const [first, second] = a.timeMs <= b.timeMs ? [a, b] : [b, a];
  return Math.max(0, second.timeMs - timeRangeOf(first).toMs);
}

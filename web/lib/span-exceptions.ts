import type { SpanDetail } from '../../src/api/contract/index.ts';
import { MS_PER_SECOND } from './milliseconds.ts';
import { exceptionOf, type SpanException } from './span-fields.ts';

export type ExceptionSource = 'span' | 'span event' | 'log record';

export interface ToldException extends SpanException {
  /** Where it is told; the first says most. */
  readonly sources: readonly ExceptionSource[];
}

interface Telling extends SpanException {
  readonly atMs: number;
}

/** SDKs that write both shapes (`OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN=logs/dup`) do so in one call. */
const SAME_WITHIN_MS = MS_PER_SECOND;

/**
 * The exceptions that a span's events, its log records and the span itself tell of, each once. An event and a log record
 * of one type and message, close in time, are one telling each of one exception: joined one to one, in order. The span's
 * own is a copy where the server, or the sender, put another's fields on it.
 */
export function exceptionsOf({ fields, events, exceptionLogs }: SpanDetail): readonly ToldException[] {
  const inEvents = events.flatMap((event) => tellingOf(event));
  const inLogs = exceptionLogs.flatMap((log) => tellingOf(log));
  const partnerOf = joined(inEvents, inLogs);
  const taken = new Set(partnerOf.values());
  const told = [
    ...inEvents.map((telling, index): ToldException => {
      const partner = inLogs[partnerOf.get(index) ?? -1];
      if (!partner) return exception(telling, ['span event']);
      return exception(telling.stack === '' ? { ...telling, stack: partner.stack } : telling, [
        'span event',
        'log record',
      ]);
    }),
    ...inLogs.filter((_, index) => !taken.has(index)).map((telling) => exception(telling, ['log record'])),
  ];
  const own = exceptionOf(fields);
  const isCopy = own !== undefined && told.some((each) => nameOf(each) === nameOf(own));
  return own && !isCopy ? [{ ...own, sources: ['span'] }, ...told] : told;
}

function tellingOf(moment: { sinceStartMs: number; fields: SpanDetail['fields'] }): Telling[] {
  const found = exceptionOf(moment.fields);
  return found ? [{ ...found, atMs: moment.sinceStartMs }] : [];
}

function exception({ type, message, stack }: SpanException, sources: readonly ExceptionSource[]): ToldException {
  return { type, message, stack, sources };
}

/** From event to log record. Both come by time, so that one pass over those of one exception pairs them in order. */
function joined(events: readonly Telling[], logs: readonly Telling[]): ReadonlyMap<number, number> {
  const waiting = new Map<string, number[]>();
  logs.forEach((log, index) => {
    const list = waiting.get(nameOf(log)) ?? [];
    list.push(index);
    waiting.set(nameOf(log), list);
  });
  const next = new Map<string, number>();
  const partnerOf = new Map<number, number>();
  events.forEach((event, eventIndex) => {
    const candidates = waiting.get(nameOf(event)) ?? [];
    let at = next.get(nameOf(event)) ?? 0;
    const apartMs = () => (logs[candidates[at] ?? -1]?.atMs ?? Number.NaN) - event.atMs;
    while (apartMs() < -SAME_WITHIN_MS) at++;
    const partner = candidates[at];
    if (partner !== undefined && apartMs() <= SAME_WITHIN_MS) {
      partnerOf.set(eventIndex, partner);
      at++;
    }
    next.set(nameOf(event), at);
  });
  return partnerOf;
}

/** One sender writes a type in full, another its last part: `java.lang.IllegalStateException`. */
function nameOf({ type, message }: SpanException): string {
  return JSON.stringify([type.slice(type.lastIndexOf('.') + 1), message]);
}

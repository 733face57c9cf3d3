import { cutUtf8 } from '../../base/text.ts';
import { ATTRIBUTE_BOOL, ATTRIBUTE_STRING, type EventAttribute } from '../../model/event-batch.ts';
import type { RecordLimits } from '../../model/limits.ts';
import type { OtlpEvent } from './messages.ts';

const TEXT_KEYS = ['exception.type', 'exception.message', 'exception.stacktrace'];
const ESCAPED_KEY = 'exception.escaped';

/** What a span repeats of its first exception. Source: husky 0.43 otlp/traces_direct.go, first event named `exception`. */
export function exceptionEntries(events: readonly OtlpEvent[], limits: RecordLimits): EventAttribute[] {
  const exception = events.find((event) => event.name === 'exception');
  if (!exception) return [];
  const entries: EventAttribute[] = [];
  for (const { key, value } of exception.attributes) {
    if (TEXT_KEYS.includes(key) && typeof value === 'string') {
      entries.push({ key, type: ATTRIBUTE_STRING, value: cutUtf8(value, limits.valueBytesMax) });
    } else if (key === ESCAPED_KEY && typeof value === 'boolean') {
      entries.push({ key, type: ATTRIBUTE_BOOL, value });
    }
  }
  return entries;
}

import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from './milliseconds.ts';
import { formatLength, type TimeRange } from './time-range.ts';

/** Times are shown in the reader's zone or in UTC. */
export const TIME_ZONES = ['local', 'utc'] as const;
export type TimeZone = (typeof TIME_ZONES)[number];

const two = (value: number) => String(value).padStart(2, '0');

interface Parts {
  readonly date: string;
  readonly minutes: string;
  readonly seconds: string;
  readonly milliseconds: string;
}

function partsOf(ms: number, zone: TimeZone): Parts {
  const time = new Date(ms);
  const [year, month, day, hour, minute, second] =
    zone === 'utc'
      ? [
          time.getUTCFullYear(),
          time.getUTCMonth(),
          time.getUTCDate(),
          time.getUTCHours(),
          time.getUTCMinutes(),
          time.getUTCSeconds(),
        ]
      : [time.getFullYear(), time.getMonth(), time.getDate(), time.getHours(), time.getMinutes(), time.getSeconds()];
  return {
    date: `${String(year).padStart(4, '0')}-${two(month + 1)}-${two(day)}`,
    minutes: `${two(hour)}:${two(minute)}`,
    seconds: two(second),
    milliseconds: String(time.getUTCMilliseconds()).padStart(3, '0'),
  };
}

/** Minutes east of Greenwich at that moment, as `UTC+02:00`; `UTC` for UTC. */
export function zoneText(ms: number, zone: TimeZone): string {
  const east = zone === 'utc' ? 0 : -new Date(ms).getTimezoneOffset();
  if (east === 0) return 'UTC';
  const size = Math.abs(east);
  return `UTC${east < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** `2026-03-01 14:05:09.120 UTC+02:00`, to the millisecond. */
export function absoluteTimeText(ms: number, zone: TimeZone): string {
  const { date, minutes, seconds, milliseconds } = partsOf(ms, zone);
  return `${date} ${minutes}:${seconds}.${milliseconds} ${zoneText(ms, zone)}`;
}

/** The exact time of a nanosecond stamp: `2026-03-01 14:05:09.120004711 UTC`. */
export function absoluteTimeNsText(ns: bigint, zone: TimeZone): string {
  const ms = Number(ns / 1_000_000n);
  const { date, minutes, seconds } = partsOf(ms, zone);
  const fraction = String(ns % 1_000_000_000n).padStart(9, '0');
  return `${date} ${minutes}:${seconds}.${fraction} ${zoneText(ms, zone)}`;
}

/** `14:05:09`; with the day before it where times of a longer range than a day are told apart. */
export function clockTimeText(ms: number, zone: TimeZone, rangeMs = 0): string {
  const { date, minutes, seconds } = partsOf(ms, zone);
  return rangeMs >= MS_PER_DAY ? `${date} ${minutes}:${seconds}` : `${minutes}:${seconds}`;
}

const RELATIVE: ReadonlyArray<readonly [unit: string, ms: number]> = [
  ['d', MS_PER_DAY],
  ['h', MS_PER_HOUR],
  ['min', MS_PER_MINUTE],
  ['s', MS_PER_SECOND],
];

/** `now`, `12 s ago`, `3 min ago`, `2 h ago`, `5 d ago`; `in 3 min` for what lies ahead. Rounded down. */
export function relativeTimeText(ms: number, nowMs: number): string {
  const age = Math.abs(nowMs - ms);
  const unit = RELATIVE.find(([, unitMs]) => age >= unitMs);
  if (!unit) return 'now';
  const text = `${Math.floor(age / unit[1])} ${unit[0]}`;
  return ms > nowMs ? `in ${text}` : `${text} ago`;
}

/** For a range on a button: `last 2 h`, `1 Mar 14:00 - 15:30`. Days are left out where both ends share one. */
export function timeRangeText(range: TimeRange, zone: TimeZone): string {
  if (range.kind === 'last')
    return `last ${formatLength(range.lengthMs)
      .replace(/m$/, 'min')
      .replace(/(?<=\d)(?=\D)/, ' ')}`;
  const from = partsOf(range.fromMs, zone);
  const to = partsOf(range.toMs, zone);
  const end = from.date === to.date ? to.minutes : `${to.date} ${to.minutes}`;
  return `${from.date} ${from.minutes} to ${end}`;
}

/** The value of `<input type="datetime-local" step="1">`. */
export function dateTimeInputText(ms: number, zone: TimeZone): string {
  const { date, minutes, seconds } = partsOf(ms, zone);
  return `${date}T${minutes}:${seconds}`;
}

/** Reads such a value back, in the zone it was shown in. */
export function parseDateTimeInput(text: string, zone: TimeZone): number | undefined {
  if (!/^\d{4,6}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?$/.test(text)) return undefined;
  // Without a zone designator the text means local time (ECMA-262, date time string format).
  const ms = new Date(zone === 'utc' ? `${text}Z` : text).getTime();
  return Number.isFinite(ms) ? ms : undefined;
}

import type { TimeZone } from './format-time.ts';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from './milliseconds.ts';
import type { TimeWindow } from './time-range.ts';
import type { CssPixels } from './units.ts';

export interface ClockTick {
  readonly atMs: number;
  readonly label: string;
}

/** Room for `14:05:09` in 11 px and a gap. */
const TICK_PX_MIN = 76;

const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * MS_PER_SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MS_PER_MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * MS_PER_HOUR),
  ...[1, 2, 7, 14, 30, 90, 365].map((days) => days * MS_PER_DAY),
];

/** Round times of a window in the reader's zone, as many as fit the width: `14:05`, `14:05:10`, `03-01` for days. */
export function clockTicks({ fromMs, toMs }: TimeWindow, width: CssPixels, zone: TimeZone): readonly ClockTick[] {
  const atLeast = ((toMs - fromMs) * TICK_PX_MIN) / Math.max(TICK_PX_MIN, width);
  const step = STEPS.find((each) => each >= atLeast) ?? STEPS.at(-1) ?? MS_PER_DAY;
  const ticks: ClockTick[] = [];
  // Round in the reader's zone; where its offset changes inside the window, the ticks after it keep the first one's.
  const east = zone === 'utc' ? 0 : -new Date(fromMs).getTimezoneOffset() * MS_PER_MINUTE;
  for (let at = Math.ceil((fromMs + east) / step) * step; at <= toMs + east; at += step) {
    ticks.push({ atMs: at - east, label: tickLabel(at - east, step, zone) });
  }
  return ticks;
}

const two = (value: number) => String(value).padStart(2, '0');

function tickLabel(ms: number, step: number, zone: TimeZone): string {
  const time = new Date(ms);
  const isUtc = zone === 'utc';
  const hour = isUtc ? time.getUTCHours() : time.getHours();
  const minute = isUtc ? time.getUTCMinutes() : time.getMinutes();
  if (step >= MS_PER_DAY || (step >= MS_PER_HOUR && hour === 0 && minute === 0)) {
    const [month, day] = isUtc ? [time.getUTCMonth(), time.getUTCDate()] : [time.getMonth(), time.getDate()];
    return `${two(month + 1)}-${two(day)}`;
  }
  const seconds = isUtc ? time.getUTCSeconds() : time.getSeconds();
  return step < MS_PER_MINUTE ? `${two(hour)}:${two(minute)}:${two(seconds)}` : `${two(hour)}:${two(minute)}`;
}

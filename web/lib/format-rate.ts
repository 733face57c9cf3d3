import { type Quantity, threeDigits } from './format-number.ts';
import { MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from './milliseconds.ts';

const UNITS = [
  ['/s', MS_PER_SECOND],
  ['/min', MS_PER_MINUTE],
  ['/h', MS_PER_HOUR],
] as const;

/** `12.3 /s`, `4.50 /min`: the first unit in which there is at least one, three digits in all. */
export function formatRate(count: number, lengthMs: number): Quantity {
  return formatRates([count], lengthMs)(count);
}

/** All of a column in the unit of its largest, so that they can be compared at a glance. */
export function formatRates(counts: readonly number[], lengthMs: number): (count: number) => Quantity {
  const perMs = (count: number) => (lengthMs <= 0 ? 0 : count / lengthMs);
  const most = counts.reduce((largest, count) => Math.max(largest, perMs(count)), 0);
  const [unit, unitMs] = most === 0 ? UNITS[0] : (UNITS.find(([, ms]) => most * ms >= 1) ?? UNITS[2]);
  return (count) => ({ digits: threeDigits(perMs(count) * unitMs), unit });
}

const PERCENT_MIN = 0.001;

/** `1.25 %` of a whole. What is hardly anything, or all but hardly anything, never reads as nothing or all. */
export function formatShare(part: number, whole: number): Quantity {
  if (part <= 0 || whole <= 0) return { digits: '0', unit: '%' };
  const percent = (part / whole) * 100;
  if (percent < PERCENT_MIN) return { digits: `< ${PERCENT_MIN}`, unit: '%' };
  if (percent < 100 && percent > 99.9) return { digits: '> 99.9', unit: '%' };
  return { digits: threeDigits(Math.min(100, percent)), unit: '%' };
}

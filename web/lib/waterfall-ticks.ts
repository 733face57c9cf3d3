import { formatCount } from './format-number.ts';
import type { CssPixels, OffsetNs } from './units.ts';
import type { TraceWindow } from './waterfall-time.ts';

export interface Tick {
  readonly atNs: OffsetNs;
  readonly label: string;
}

/** Room for `3,000,000.1 µs` in 11 px and a gap. */
const TICK_PX_MIN = 100;

/** A step of less than this share of a unit would need more than three decimals. */
const STEP_SHARE_MIN = 0.001;

const UNITS = [
  { name: 'min', ns: 60e9 },
  { name: 's', ns: 1e9 },
  { name: 'ms', ns: 1e6 },
  { name: 'µs', ns: 1e3 },
  { name: 'ns', ns: 1 },
] as const;

/** Minutes count by sixties above one minute; everything else by 1, 2, 5. */
const MINUTE_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1_440].map((minutes) => minutes * 60e9);

/**
 * Round times inside the window, all in one unit: the window's end decides, as far as the step needs no more than three decimals:
 *
 *   0 - 412 ms over 500 px -> 0, 100, 200, 300, 400 ms
 */
export function timeTicks(window: TraceWindow, width: CssPixels): readonly Tick[] {
  const lengthNs = window.toNs - window.fromNs;
  const stepNs = tickStep((lengthNs * TICK_PX_MIN) / Math.max(TICK_PX_MIN, width));
  const unit = UNITS.find(({ ns }) => window.toNs >= ns && stepNs >= ns * STEP_SHARE_MIN) ?? UNITS[4];
  const ticks: Tick[] = [];
  const first = Math.ceil(window.fromNs / stepNs);
  const last = Math.floor(window.toNs / stepNs);
  for (let step = first; step <= last; step++) {
    const atNs = step * stepNs;
    ticks.push({ atNs, label: atNs === 0 ? '0' : `${formatCount(atNs / unit.ns)} ${unit.name}` });
  }
  return ticks;
}

function tickStep(atLeastNs: OffsetNs): OffsetNs {
  if (atLeastNs > 30e9) {
    const minutes = MINUTE_STEPS.find((step) => step >= atLeastNs);
    if (minutes !== undefined) return minutes;
  }
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(1, atLeastNs)));
  return [1, 2, 5, 10].map((factor) => factor * magnitude).find((step) => step >= atLeastNs) ?? 10 * magnitude;
}

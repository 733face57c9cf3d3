import type { Clock } from '../base/clock.ts';
import { MS_PER_DAY } from '../base/time.ts';
import { type Day, dayOf, storedDays } from './days.ts';
import type { TelemetryStore } from './store.ts';

/** The last day of arrival that ended `retentionMs` ago or earlier. */
export function lastExpiredDay(clock: Clock, retentionMs: number): Day {
  return dayOf(clock.nowMs() - retentionMs - MS_PER_DAY);
}

/** Every stored day of arrival that ended `retentionMs` ago or earlier. */
export async function expiredDays(store: TelemetryStore, clock: Clock, retentionMs: number): Promise<Day[]> {
  const last = lastExpiredDay(clock, retentionMs);
  return (await storedDays(store)).map(({ day }) => day).filter((day) => day <= last);
}

import type { Clock } from '../base/clock.ts';
import { type Day, storedDays, today } from './days.ts';
import type { TelemetrySpace } from './disk-guard.ts';
import type { TelemetryStore } from './store.ts';

/** What telemetry takes up now, and which of its days would have to go to be within `bytesMax`: never the current one. */
export async function measureTelemetry(
  store: TelemetryStore,
  clock: Clock,
  bytesMax = Number.POSITIVE_INFINITY,
): Promise<{ space: TelemetrySpace; surplusDays: readonly Day[] }> {
  const days = await storedDays(store);
  const current = today(clock);
  const past = days.filter(({ day }) => day < current);
  const bytes = days.reduce((sum, day) => sum + day.bytes, 0);
  const pastBytes = past.reduce((sum, day) => sum + day.bytes, 0);
  const surplusDays: Day[] = [];
  let left = bytes;
  for (const { day, bytes: dayBytes } of past) {
    if (left <= bytesMax) break;
    surplusDays.push(day);
    left -= dayBytes;
  }
  return { space: { bytes, todayBytes: bytes - pastBytes }, surplusDays };
}

import { MS_PER_SECOND, NS_PER_SECOND, UNIX_NS_MAX } from '../../base/time.ts';
import type { QuerySpec } from '../../model/query-spec.ts';
import { BUCKETS_MAX, rangeSecondsOf } from '../time-range.ts';
import type { Report } from './problem.ts';

const SECONDS_MAX = Number(UNIX_NS_MAX / NS_PER_SECOND);

export function validateTime(spec: QuerySpec, report: Report): void {
  const { time_range: range, start_time: start, end_time: end } = spec;
  const times = { time_range: range, start_time: start, end_time: end };
  let isReadable = true;
  for (const [field, value] of Object.entries(times)) {
    if (value === undefined || (Number.isInteger(value) && value >= 0 && value <= SECONDS_MAX)) continue;
    report(field, 'whole seconds are needed, at least 0');
    isReadable = false;
  }
  if (range !== undefined && start !== undefined && end !== undefined) {
    report('time_range', 'only two of time_range, start_time and end_time may be given');
  }
  if (range === 0) report('time_range', 'at least 1 second is needed');
  if (!isReadable) return;
  if (start !== undefined && end !== undefined && start > end) report('start_time', 'must not be after end_time');
  validateGranularity(spec, report);
}

/** At most BUCKETS_MAX buckets, and no bucket longer than the range. */
function validateGranularity(spec: QuerySpec, report: Report): void {
  const { granularity } = spec;
  if (granularity === undefined || granularity === 0) return;
  const seconds = rangeSecondsOf(spec);
  const isNumber = typeof granularity === 'number';
  if (isNumber && granularity >= seconds / BUCKETS_MAX && granularity <= seconds && granularity * MS_PER_SECOND >= 1)
    return;
  report('granularity', `must be between ${seconds / BUCKETS_MAX} and ${seconds} seconds, or 0`);
}

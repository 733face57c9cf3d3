import { assert, assertNever } from '../../base/assert.ts';
import type { CalculationOp } from '../../model/query-spec.ts';
import type { Aggregate, AggregateInput } from './aggregate.ts';
import { avg } from './avg.ts';
import { count } from './count.ts';
import { countDistinct } from './count-distinct.ts';
import { extreme } from './extreme.ts';
import { percentile } from './percentile.ts';
import { sum } from './sum.ts';

export type { Accumulator, Aggregate, AggregateInput } from './aggregate.ts';
export { PERCENTILE_LEVELS, type PercentileOp } from './percentile.ts';

/** Of every calculation but HEATMAP, which is no one number. */
export function aggregateOf(op: CalculationOp, input: AggregateInput): Aggregate {
  switch (op) {
    case 'COUNT':
      return count(input);
    case 'SUM':
      return sum(input);
    case 'AVG':
      return avg(input);
    case 'MIN':
      return extreme('min')(input);
    case 'MAX':
      return extreme('max')(input);
    case 'COUNT_DISTINCT':
      return countDistinct(input);
    case 'P001':
    case 'P01':
    case 'P05':
    case 'P10':
    case 'P20':
    case 'P25':
    case 'P50':
    case 'P75':
    case 'P80':
    case 'P90':
    case 'P95':
    case 'P99':
    case 'P999':
      return percentile(op)(input);
    case 'HEATMAP':
    case 'CONCURRENCY':
    case 'RATE_AVG':
    case 'RATE_SUM':
    case 'RATE_MAX':
    case 'COUNT_DATAPOINTS':
    case 'HISTOGRAM_COUNT':
      return assert(false, `${op} is no aggregate`) as never;
    default:
      return assertNever(op);
  }
}

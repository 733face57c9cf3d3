import type { PERCENTILE_OPS } from '../../model/query-spec.ts';
import { raw, type Sql, sql } from '../sql/sql.ts';
import type { Aggregate, AggregateInput } from './aggregate.ts';

export type PercentileOp = (typeof PERCENTILE_OPS)[number];

export const PERCENTILE_LEVELS: Readonly<Record<PercentileOp, number>> = {
  P001: 0.001,
  P01: 0.01,
  P05: 0.05,
  P10: 0.1,
  P20: 0.2,
  P25: 0.25,
  P50: 0.5,
  P75: 0.75,
  P80: 0.8,
  P90: 0.9,
  P95: 0.95,
  P99: 0.99,
  P999: 0.999,
};

/**
 * Weights are fractions, the engine's weighted quantiles take integers. Weights are at most 2^31, so 2^23 rows of the
 * greatest weight fit 64 bits; integers stay exact, and other weights are off by at most 2^-11 of themselves.
 */
const WEIGHT_SCALE = 1024;

/**
 * Bits of a double's mantissa that are left to a value: two values that differ in the ninth share a cell of the
 * accumulator's table. At most 2^9 cells for each doubling bound its memory; a value is off by at most 2^-10 of itself
 * (0.1 %), and whole numbers to 1024 are exact.
 */
const MANTISSA_BITS_DROPPED = 52n - 9n;
const ROUND = 1n << (MANTISSA_BITS_DROPPED - 1n);
const MASK = 2n ** 64n - (1n << MANTISSA_BITS_DROPPED);

/**
 * The least value that has at least that share of all weight at or below it. t-digests were not taken: between two
 * humps of a distribution they answer with values that nobody sent. Null rule: as SUM.
 */
export const percentile =
  (op: PercentileOp) =>
  ({ number, rowWeight, levels }: AggregateInput): Aggregate => {
    const position = levels.indexOf(PERCENTILE_LEVELS[op]) + 1;
    return {
      accumulators: [
        {
          fn: 'quantilesExactWeighted',
          parameters: `(${levels.join(', ')})`,
          args: [rounded(number()), sql`toUInt64(round(${rowWeight} * ${raw(String(WEIGHT_SCALE))}))`],
        },
        { fn: 'count', args: [number()] },
      ],
      finish: (result) => sql`if(${result(1)} = 0, NULL, ${result(0)}[${raw(String(position))}])`,
    };
  };

function rounded(number: Sql): Sql {
  const bits = sql`reinterpretAsUInt64(${number}) + ${raw(`toUInt64(${ROUND})`)}`;
  return sql`reinterpretAsFloat64(bitAnd(${bits}, ${raw(`toUInt64('${MASK}')`)}))`;
}

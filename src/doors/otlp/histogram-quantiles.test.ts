import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explicitQuantiles, exponentialQuantiles } from './histogram-quantiles.ts';
import { emptyPoint, type OtlpPoint } from './metric-messages.ts';

const QUANTILES = [0.01, 0.25, 0.5, 0.9, 0.99];

/** The value below or at which the share of values lies. */
const exact = (values: readonly number[], quantile: number) =>
  [...values].sort((a, b) => a - b)[Math.max(Math.ceil(quantile * values.length) - 1, 0)] ?? Number.NaN;

const bucketOf = (bounds: readonly number[], value: number) => {
  const index = bounds.findIndex((bound) => value <= bound);
  return index < 0 ? bounds.length : index;
};

function explicitPoint(values: readonly number[], bounds: readonly number[]): OtlpPoint {
  const bucketCounts = Array.from({ length: bounds.length + 1 }, () => 0n);
  for (const value of values) {
    const index = bucketOf(bounds, value);
    bucketCounts[index] = (bucketCounts[index] ?? 0n) + 1n;
  }
  return {
    ...emptyPoint(),
    bucketCounts,
    explicitBounds: [...bounds],
    min: Math.min(...values),
    max: Math.max(...values),
  };
}

/** Values as an SDK sorts them into buckets. */
function exponentialPoint(values: readonly number[], scale: number): OtlpPoint {
  const indexOf = (value: number) => Math.ceil(Math.log2(Math.abs(value)) * 2 ** scale) - 1;
  const side = (ofSide: readonly number[]) => {
    if (ofSide.length === 0) return undefined;
    const indices = ofSide.map(indexOf);
    const offset = Math.min(...indices);
    const bucketCounts = Array.from({ length: Math.max(...indices) - offset + 1 }, () => 0n);
    for (const index of indices) bucketCounts[index - offset] = (bucketCounts[index - offset] ?? 0n) + 1n;
    return { offset, bucketCounts };
  };
  return {
    ...emptyPoint(),
    scale,
    zeroCount: BigInt(values.filter((value) => value === 0).length),
    positive: side(values.filter((value) => value > 0)),
    negative: side(values.filter((value) => value < 0)),
    min: Math.min(...values),
    max: Math.max(...values),
  };
}

const someValues = fc.array(
  fc.integer({ min: -100_000, max: 100_000 }).map((value) => value / 100),
  {
    minLength: 1,
    maxLength: 200,
  },
);

describe('quantiles of a histogram with explicit bounds', () => {
  const someBounds = fc
    .uniqueArray(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 20 })
    .map((bounds) => bounds.sort((a, b) => a - b));

  it('lie in the bucket in which the exact value lies', () => {
    fc.assert(
      fc.property(someValues, someBounds, (values, bounds) => {
        const found = explicitQuantiles(explicitPoint(values, bounds), QUANTILES);
        expect(found.length).toBe(QUANTILES.length);
        QUANTILES.forEach((quantile, index) => {
          const bucket = bucketOf(bounds, exact(values, quantile));
          const value = found[index] ?? Number.NaN;
          expect(value).toBeGreaterThanOrEqual(Math.max(bounds[bucket - 1] ?? -Infinity, Math.min(...values)));
          expect(value).toBeLessThanOrEqual(Math.min(bounds[bucket] ?? Infinity, Math.max(...values)));
        });
      }),
    );
  });

  it('never fall while the share rises', () => {
    fc.assert(
      fc.property(someValues, someBounds, (values, bounds) => {
        const found = explicitQuantiles(explicitPoint(values, bounds), QUANTILES);
        expect(found).toEqual([...found].sort((a, b) => a - b));
      }),
    );
  });

  it('without extremes begin at 0 and end at the last bound', () => {
    const point = { ...emptyPoint(), bucketCounts: [10n, 0n, 10n], explicitBounds: [10, 20] };
    expect(explicitQuantiles(point, [0.25, 0.5, 0.75])).toEqual([5, 10, 20]);
    const below = { ...emptyPoint(), bucketCounts: [10n, 10n], explicitBounds: [-10] };
    expect(explicitQuantiles(below, [0.25, 0.75])).toEqual([-10, -10]);
  });

  it.each<[string, Partial<OtlpPoint>]>([
    ['no bounds', { bucketCounts: [5n] }],
    ['no values', { bucketCounts: [0n, 0n], explicitBounds: [1] }],
    ['a count too few', { bucketCounts: [5n], explicitBounds: [1] }],
    ['bounds that fall', { bucketCounts: [1n, 1n, 1n], explicitBounds: [2, 1] }],
    ['a bound that is no number', { bucketCounts: [1n, 1n, 1n], explicitBounds: [1, Number.NaN] }],
  ])('%s: there are none', (_what, point) => {
    expect(explicitQuantiles({ ...emptyPoint(), ...point }, QUANTILES)).toEqual([]);
  });
});

describe('quantiles of an exponential histogram', () => {
  it('are as exact as its scale', () => {
    fc.assert(
      fc.property(someValues, fc.integer({ min: 0, max: 8 }), (values, scale) => {
        const found = exponentialQuantiles(exponentialPoint(values, scale), QUANTILES);
        const base = 2 ** (2 ** -scale);
        QUANTILES.forEach((quantile, index) => {
          const wanted = exact(values, quantile);
          const value = found[index] ?? Number.NaN;
          if (wanted === 0) {
            expect(value).toBeCloseTo(0, 12);
            return;
          }
          expect(Math.sign(value)).toBe(Math.sign(wanted));
          expect(value / wanted).toBeGreaterThan((1 / base) * (1 - 1e-9));
          expect(value / wanted).toBeLessThan(base * (1 + 1e-9));
        });
      }),
    );
  });

  it('of an absurd scale are no crash', () => {
    const positive = { offset: 2_147_483_647, bucketCounts: [1n, 2n ** 64n - 1n] };
    for (const scale of [-2_147_483_648, -20, 20, 2_147_483_647]) {
      const point = { ...emptyPoint(), scale, positive, negative: positive };
      expect(exponentialQuantiles(point, QUANTILES).length).toBe(QUANTILES.length);
      expect(
        exponentialQuantiles({ ...point, min: -5, max: 5 }, QUANTILES).every((value) => !(Math.abs(value) > 5)),
      ).toBe(true);
    }
  });
});

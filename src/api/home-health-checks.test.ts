import { describe, expect, it } from 'vitest';
import { withoutHealthChecks } from '../catalog/index.ts';
import type { QueryResult, ResultData } from '../query/index.ts';
import { healthCheckCountOf, healthCheckFiltersOf } from './home-health-checks.ts';

const PATTERNS = ['/up'];
const ALL_FILTERS = withoutHealthChecks(PATTERNS);

/** Rows of name, requests, requests that are no health checks. */
function resultOf(rows: readonly (readonly [string | null, number, number])[], groupCount = rows.length): QueryResult {
  const sum = (place: 1 | 2) => rows.reduce((all, row) => all + row[place], 0);
  const results = rows.map(([name, count, checkless]) => ({ data: { name, COUNT: count, checkless } as ResultData }));
  return {
    ...{ startMs: 0, endMs: 1, granularitySeconds: 1, series: [], heatmaps: [], other: undefined },
    ...{ totalSeries: [], matchedRowCount: 0, examinedRowCount: 0, averageSampleRate: undefined, elapsedMs: 0 },
    ...{ results, groupCount, total: { COUNT: sum(1), checkless: sum(2) } },
  };
}

describe('health checks are left out', () => {
  it('by name where names tell', () => {
    const result = resultOf([
      ['GET /', 10, 10],
      ['GET /up', 5, 0],
      ['probe', 2.5, 0],
    ]);
    expect(healthCheckFiltersOf(result, PATTERNS)).toEqual([
      { column: 'name', op: 'not-in', value: ['GET /up', 'probe'] },
    ]);
    expect(healthCheckCountOf(result)).toBe(7.5);
  });

  it('by nothing where there are none', () => {
    expect(healthCheckFiltersOf(resultOf([['GET /', 10, 10]]), PATTERNS)).toEqual([]);
    // Sums of the same fractional weights in another order.
    expect(healthCheckFiltersOf(resultOf([['GET /', 0.1 + 0.2, 0.3]]), PATTERNS)).toEqual([]);
    expect(healthCheckCountOf(resultOf([['GET /', 0.1 + 0.2, 0.3]]))).toBe(0);
  });

  it.each([
    ['one name has both', resultOf([['GET', 10, 4]])],
    ['one of them has no name', resultOf([[null, 10, 0]])],
    ['not every name is known', resultOf([['GET /up', 10, 0]], 2)],
    ['there are too many', resultOf(Array.from({ length: 101 }, (_, index) => [`GET /${index}`, 1, 0] as const))],
  ])('by their paths where %s', (_case, result) => {
    expect(healthCheckFiltersOf(result, PATTERNS)).toEqual(ALL_FILTERS);
  });
});

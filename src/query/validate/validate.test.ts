import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FILTER_OPS, type QuerySpec } from '../../model/query-spec.ts';
import { assertValidQuery, validateQuery } from './index.ts';

const many = <Item>(count: number, make: (index: number) => Item) =>
  Array.from({ length: count }, (_, index) => make(index));
const COUNT = { op: 'COUNT' } as const;
const HEATMAP = { op: 'HEATMAP', column: 'duration_ms' } as const;

const GOOD: readonly [string, QuerySpec][] = [
  ['without anything', {}],
  [
    'with every list empty',
    { calculations: [], filters: [], breakdowns: [], orders: [], havings: [], calculated_fields: [], formulas: [] },
  ],
  [
    'with a hundred of each',
    { filters: many(100, () => ({ column: 'a', op: 'exists' })), breakdowns: many(100, String) },
  ],
  [
    'ordered by a breakdown, a calculation and a name',
    {
      calculations: [COUNT, { op: 'P99', column: 'a', name: 'slow' }],
      breakdowns: ['b'],
      orders: [{ column: 'b' }, { op: 'COUNT', order: 'descending' }, { op: 'P99', column: 'a' }, { column: 'slow' }],
    },
  ],
  ['ordered by the count it does not name', { orders: [{ op: 'COUNT' }] }],
  ['with a start and a range', { start_time: 0, time_range: 60 }],
  ['with a start and an end at once', { start_time: 5, end_time: 5 }],
  ['with the finest granularity', { time_range: 7_200, granularity: 7.2 }],
  ['with a calculation twice', { calculations: [COUNT, COUNT] }],
];

/** Where, the query, and part of the reason. */
const BAD: readonly [string, QuerySpec, string][] = [
  ['calculations', { calculations: many(101, () => COUNT) }, 'at most 100'],
  ['filters', { filters: many(101, () => ({ column: 'a', op: 'exists' })) }, 'at most 100'],
  ['breakdowns', { breakdowns: many(101, String) }, 'at most 100'],
  ['orders', { orders: many(101, () => COUNT) }, 'at most 100'],
  ['calculations[1].op', { calculations: [COUNT, { op: 'MEDIAN' as 'COUNT' }] }, '"MEDIAN" is no calculation'],
  ['calculations[0].op', { calculations: [{ op: 'CONCURRENCY' }] }, 'CONCURRENCY is not supported yet'],
  ['calculations[0].op', { calculations: [{ op: 'RATE_SUM', column: 'a' }] }, 'RATE_SUM is not supported yet'],
  ['calculations[0].op', { calculations: [{ op: 'COUNT_DATAPOINTS' }] }, 'COUNT_DATAPOINTS is not supported yet'],
  ['calculations[0].column', { calculations: [{ op: 'P99' }] }, 'P99 needs a column'],
  ['calculations[0].column', { calculations: [{ op: 'SUM', column: '' }] }, 'a column name is needed'],
  [
    'calculations[0].column',
    { calculations: [{ op: 'SUM', column: 'any2.x' }] },
    'relational fields (any2.) are not supported yet',
  ],
  ['calculations[0].name', { calculations: [{ ...COUNT, filters: [{ column: 'a', op: 'exists' }] }] }, 'needs a name'],
  [
    'calculations[0].filters[0].value',
    { calculations: [{ ...COUNT, name: 'n', filters: [{ column: 'a', op: '=' }] }] },
    'is needed',
  ],
  [
    'calculations[0].filter_combination',
    {
      calculations: [
        { ...COUNT, name: 'n', filters: [{ column: 'a', op: 'exists' }], filter_combination: 'XOR' as 'OR' },
      ],
    },
    'AND or OR',
  ],
  ['calculations[1].name', { calculations: [COUNT, { op: 'SUM', column: 'a', name: 'COUNT' }] }, 'the name of another'],
  ['calculations[0].name', { calculations: [COUNT], breakdowns: ['COUNT'] }, 'the name of another'],
  ['filter_combination', { filter_combination: 'and' as 'AND' }, 'AND or OR'],
  ['filters[0].op', { filters: [{ column: 'a', op: 'like' as '=', value: 1 }] }, '"like" is no filter operator'],
  ['filters[0].column', { filters: [{ column: 'root.name', op: 'exists' }] }, 'relational fields (root.)'],
  ['filters[0].value', { filters: [{ column: 'a', op: 'exists', value: 1 }] }, 'takes no value'],
  ['filters[0].value', { filters: [{ column: 'a', op: 'in', value: 'a' }] }, 'takes an array'],
  ['filters[0].value', { filters: [{ column: 'a', op: 'in', value: [] }] }, 'at least one'],
  ['filters[0].value', { filters: [{ column: 'a', op: 'in', value: many(1_001, String) }] }, 'at most 1000'],
  ['filters[0].value[1]', { filters: [{ column: 'a', op: 'in', value: [1, Number.NaN] }] }, 'finite'],
  ['filters[0].value', { filters: [{ column: 'a', op: '=', value: [1] }] }, 'is needed'],
  ['filters[0].value', { filters: [{ column: 'a', op: '>', value: true }] }, 'takes a number or a string'],
  ['breakdowns[1]', { breakdowns: ['a', 'a'] }, 'twice'],
  ['breakdowns[0]', { breakdowns: ['none.a'] }, 'relational fields (none.)'],
  ['orders[0]', { orders: [{ column: 'a' }] }, 'must refer to'],
  ['orders[0]', { orders: [{}] }, 'an op or a column'],
  ['orders[0]', { calculations: [HEATMAP], orders: [HEATMAP] }, 'HEATMAP'],
  ['orders[0].order', { orders: [{ ...COUNT, order: 'down' as 'ascending' }] }, 'ascending or descending'],
  ['havings[0]', { havings: [{ calculate_op: 'SUM', column: 'a', op: '>', value: 1 }] }, 'must refer to'],
  ['havings[0].op', { havings: [{ calculate_op: 'COUNT', op: 'in' as '=', value: 1 }] }, 'no having operator'],
  ['havings[0].value', { havings: [{ calculate_op: 'COUNT', op: '=', value: Number.NaN }] }, 'finite'],
  ['limit', { limit: 0 }, 'between 1 and 1000'],
  ['limit', { limit: 1_001 }, 'between 1 and 1000'],
  ['limit', { limit: 1.5 }, 'between 1 and 1000'],
  ['time_range', { time_range: 0 }, 'at least 1'],
  ['time_range', { time_range: 1, start_time: 1, end_time: 2 }, 'only two'],
  ['start_time', { start_time: 3, end_time: 2 }, 'must not be after'],
  ['end_time', { end_time: 1e12 }, 'whole seconds'],
  ['start_time', { start_time: -1 }, 'whole seconds'],
  ['granularity', { time_range: 7_200, granularity: 7 }, 'between 7.2 and 7200'],
  ['granularity', { time_range: 60, granularity: 61 }, 'between 0.06 and 60'],
  ['granularity', { granularity: Number.NaN }, 'between'],
  ['calculated_fields', { calculated_fields: [{ name: 'a', expression: '1' }] }, 'not supported yet'],
  ['formulas', { formulas: [{ name: 'a', expression: '1' }] }, 'not supported yet'],
  ['compare_time_offset_seconds', { compare_time_offset_seconds: 86_400 }, 'not supported yet'],
];

describe('a query', () => {
  it.each(GOOD)('%s can be asked', (_what, spec) => {
    expect(validateQuery(spec)).toEqual([]);
  });

  it.each(BAD)('is refused for its %s: %j', (path, spec, reason) => {
    const problems = validateQuery(spec);
    expect(problems.map((each) => each.path)).toEqual([path]);
    expect(problems[0]?.reason).toContain(reason);
  });

  it('is refused with everything that is wrong with it, as one error', () => {
    const spec: QuerySpec = { calculations: [{ op: 'SUM' }], limit: 0 };
    const message = 'calculations[0].column: SUM needs a column; limit: must be between 1 and 1000';
    expect(() => assertValidQuery(spec)).toThrow(expect.objectContaining({ code: 'request-invalid', message }));
  });

  it('is judged whatever values it holds', () => {
    const filter = fc.record({ column: fc.anything(), op: fc.constantFrom(...FILTER_OPS), value: fc.anything() });
    fc.assert(
      fc.property(
        fc.record(
          {
            filters: fc.array(filter),
            limit: fc.anything(),
            granularity: fc.anything(),
            start_time: fc.anything(),
            end_time: fc.anything(),
          },
          { requiredKeys: [] },
        ),
        (spec) => {
          expect(Array.isArray(validateQuery(spec as QuerySpec))).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createManualClock } from '../../base/clock.ts';
import type { FilterOp, QueryFilter } from '../../model/query-spec.ts';
import type { TelemetryStore } from '../../store/index.ts';
import { createQueries } from '../queries.ts';
import { ENVIRONMENT, keepRows, openTestStore, type PlainValue, RANGE, START_MS } from '../query.kit.ts';

/** A row for each of these, named by its text here. */
const VALUES: Readonly<Record<string, PlainValue | undefined>> = {
  "'200'": '200',
  "'2e2'": '2e2',
  "'abc'": 'abc',
  "'true'": 'true',
  "''": '',
  "'[1]'": '[1]',
  "'[1]\\n'": '[1]\n',
  "'inf'": 'inf',
  'int 200': 200n,
  'int 20': 20n,
  'float 200': 200,
  'float 2.5': 2.5,
  'float nan': Number.NaN,
  'float inf': Number.POSITIVE_INFINITY,
  yes: true,
  no: false,
  absent: undefined,
};

let store: TelemetryStore;
beforeAll(async () => {
  store = await openTestStore();
  const rows = Object.entries(VALUES).map(([name, value]) => ({
    name,
    ...(value === undefined ? {} : { attributes: { v: value } }),
  }));
  await keepRows(store, rows);
});
afterAll(() => store.close());

async function matching(filter: Omit<QueryFilter, 'column'>): Promise<string[]> {
  const spec = { ...RANGE, breakdowns: ['name'], filters: [{ column: 'v', ...filter }] };
  const queries = createQueries(store, createManualClock(START_MS));
  const { results } = await queries.run(spec, { environment: ENVIRONMENT }, { isSeriesWanted: false });
  return results.map(({ data }) => String(data.name)).sort();
}

const EXACT_200 = ["'200'", 'int 200', 'float 200'];
const NUMBER_200 = [...EXACT_200, "'2e2'"];

describe('a filter', () => {
  it.each<[FilterOp, QueryFilter['value'], string[]]>([
    // A value is compared in the type the row has; text asked for matches text as it stands, and the number it says.
    ['=', '200', EXACT_200],
    ['=', '2e2', ["'2e2'", 'int 200', 'float 200']],
    ['=', 200, NUMBER_200],
    ['=', 2.5, ['float 2.5']],
    ['=', 'abc', ["'abc'"]],
    ['=', 'ABC', []],
    ['=', '', ["''"]],
    ['=', true, ["'true'", 'yes']],
    ['=', 'true', ["'true'", 'yes']],
    ['=', false, ['no']],
    ['=', 'inf', ["'inf'"]],
    ['=', 'nan', []],
    // The newline of Go's encoder may be there or not.
    ['=', '[1]', ["'[1]'", "'[1]\\n'"]],
    ['=', '[1]\n', ["'[1]'", "'[1]\\n'"]],
    ['ends-with', '1]', ["'[1]'", "'[1]\\n'"]],
    ['in', ['abc', 20, true], ["'abc'", "'true'", 'int 20', 'yes']],
    ['in', ['200', 2.5], [...EXACT_200, 'float 2.5']],
    ['in', [true, false], ["'true'", 'no', 'yes']],
    // Numbers and what says one have an order by value, texts by their bytes, bools none.
    ['>', 20, [...NUMBER_200, 'float inf']],
    [
      '>=',
      '200',
      ["'200'", "'2e2'", "'abc'", "'inf'", "'true'", "'[1]'", "'[1]\\n'", 'int 200', 'float 200', 'float inf'],
    ],
    ['<', 200, ['int 20', 'float 2.5']],
    ['<=', 200, [...NUMBER_200, 'int 20', 'float 2.5']],
    ['<', 'b', ["''", "'200'", "'2e2'", "'[1]'", "'[1]\\n'", "'abc'"]],
    ['>', 'zz', []],
    // Text operators compare the text a value prints as.
    ['contains', '20', ["'200'", 'int 20', 'int 200', 'float 200']],
    ['contains', '.', ['float 2.5']],
    ['contains', 'a', ["'abc'", 'float nan', 'no']],
    ['contains', '', Object.keys(VALUES).filter((name) => name !== 'absent')],
    ['starts-with', '2', ["'200'", "'2e2'", 'int 20', 'int 200', 'float 200', 'float 2.5']],
    ['starts-with', 2, ["'200'", "'2e2'", 'int 20', 'int 200', 'float 200', 'float 2.5']],
    ['starts-with', 'in', ["'inf'", 'float inf']],
    ['ends-with', 'e', ["'true'", 'no', 'yes']],
    // An empty text is there.
    ['exists', undefined, Object.keys(VALUES).filter((name) => name !== 'absent')],
  ])('%s %j', async (op, value, names) => {
    expect(await matching({ op, ...(value === undefined ? {} : { value }) })).toEqual([...names].sort());
  });

  it.each<[FilterOp, FilterOp, QueryFilter['value']]>([
    ['!=', '=', '200'],
    ['!=', '=', 200],
    ['!=', '=', true],
    ['not-in', 'in', ['abc', 20]],
    ['does-not-contain', 'contains', '20'],
    ['does-not-start-with', 'starts-with', '2'],
    ['does-not-end-with', 'ends-with', 'e'],
    ['does-not-exist', 'exists', undefined],
  ])('%s matches exactly what %s %j does not, so also rows without the field', async (negative, positive, value) => {
    const filter = value === undefined ? {} : { value };
    const [without, having] = [
      await matching({ op: negative, ...filter }),
      await matching({ op: positive, ...filter }),
    ];
    expect(without).toContain('absent');
    expect([...without, ...having].sort()).toEqual(Object.keys(VALUES).sort());
  });
});

import { beforeAll, expect, it } from 'vitest';
import { createManualClock } from '../../base/clock.ts';
import type { EnvironmentId } from '../../model/ids.ts';
import { PERCENTILE_OPS } from '../../model/query-spec.ts';
import type { TelemetryStore } from '../../store/index.ts';
import { percentile } from '../naive.kit.ts';
import { createQueries } from '../queries.ts';
import { keepRows, RANGE, START_MS } from '../query.kit.ts';
import { PERCENTILE_LEVELS } from './percentile.ts';

interface Sample {
  readonly value: number;
  readonly weight: number;
}

/** Deterministic and even enough. Source: Park and Miller, "minimal standard" generator. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const random = randomFrom(20_261_122);
const samples = (count: number, make: (index: number) => Sample) =>
  Array.from({ length: count }, (_, index) => make(index));

const SETS: Readonly<Record<string, Sample[]>> = {
  'a heavy tail over nine decades': samples(4_000, () => ({ value: (1 - random()) ** -3, weight: 1 })),
  'a heavy tail with fractional weights': samples(4_000, () => ({
    value: Math.exp(8 * random()),
    weight: 1 + random() * 9,
  })),
  'two humps far apart': samples(2_000, (index) => ({
    value: (index % 2 ? 1 : 10_000) * (1 + random() / 10),
    weight: 1,
  })),
  'few values': samples(1_000, (index) => ({ value: [0.3, 7, 123.456, 99_999.9][index % 4]!, weight: 1 })),
  'one value': [{ value: 864.197532, weight: 7.3 }],
  'weights that rise with the value': samples(2_000, (index) => ({ value: 1 + index / 3, weight: 1 + index * 1.37 })),
  'one row that outweighs all': [
    { value: 5, weight: 1e6 },
    ...samples(500, () => ({ value: random() * 100, weight: 1.1 })),
  ],
  'very great weights': samples(300, () => ({ value: random() * 1e6, weight: 2_147_483_647 })),
  'negative values and zeros': samples(1_000, (index) => ({
    value: (index % 3) - 1 === 0 ? 0 : random() * 200 - 100,
    weight: 1.5,
  })),
};

/** Of environments that no other test writes to. */
const FIRST_ENVIRONMENT = 101;
const environmentOf = (name: string) => (FIRST_ENVIRONMENT + Object.keys(SETS).indexOf(name)) as EnvironmentId;

/** What every engine must answer: percentiles of distributions on which approximations go wrong. */
export function percentilesContract(storeNow: () => TelemetryStore): void {
  beforeAll(async () => {
    for (const [name, set] of Object.entries(SETS)) {
      const rows = set.map(({ value, weight }) => ({ weight, attributes: { v: value } }));
      await keepRows(storeNow(), rows, environmentOf(name));
    }
  });

  it.each(Object.keys(SETS))('of %s are within a hundredth of exact', async (name) => {
    const calculations = PERCENTILE_OPS.map((op) => ({ op, column: 'v' }));
    const queries = createQueries(storeNow(), createManualClock(START_MS));
    const scope = { environment: environmentOf(name) };
    const { total } = await queries.run({ ...RANGE, calculations }, scope, { isSeriesWanted: false });
    for (const op of PERCENTILE_OPS) {
      const exact = percentile(SETS[name]!, PERCENTILE_LEVELS[op] * 100);
      const difference = Math.abs(Number(total[`${op}(v)`]) - exact);
      expect(difference, `${op}, exactly ${exact}`).toBeLessThanOrEqual(Math.abs(exact) * 0.01);
    }
  });
}

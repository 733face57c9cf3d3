import { afterAll, beforeAll, expect, it } from 'vitest';
import { EventBatchBuilder } from '../model/event-batch-builder.ts';
import type { EnvironmentId } from '../model/ids.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import type { SqlQuery, TelemetryStore } from '../store/index.ts';
import { openTestTelemetry } from './telemetry.kit.ts';
import { readTracePage, type TraceMoment } from './trace-pages-repo.ts';

const ENVIRONMENT = 1 as EnvironmentId;
const START_NS = 1_790_000_000_000_000_000n;
const NS_PER_HOUR = 3_600_000_000_000n;
/** Four granules of `trace_times`. */
const TRACES = 1_024;

let store: TelemetryStore;
beforeAll(async () => {
  store = await openTestTelemetry();
  const builder = new EventBatchBuilder();
  for (let index = 0; index < TRACES; index += 1) {
    const traceId = new Uint8Array(16);
    // As X-Ray's, ids ascend with time.
    new DataView(traceId.buffer).setUint32(0, 1 + index);
    builder.endRow({
      timeNs: START_NS + BigInt(index) * NS_PER_HOUR,
      durationNs: 1n,
      signal: 'trace',
      kind: 'span',
      dataset: 'd',
      service: 's',
      traceId,
      spanId: new Uint8Array(8).fill(1),
      spanKind: 'server',
    });
  }
  await store.write({ environment: ENVIRONMENT, source: 'otlp/1', batch: builder.build() });
});
afterAll(() => store.close());

it.each<[TraceMoment, string]>([
  ['start', 'start_range'],
  ['end', 'end_range'],
])('a page of traces by their %s reads what may lie in its range', async (by, index) => {
  const asked: SqlQuery[] = [];
  const filter = { by, fromNs: START_NS, toNs: START_NS + NS_PER_HOUR, limit: 10 };
  const query: TelemetryStore['query'] = (sql, budget) => {
    asked.push(sql);
    return store.query(sql, budget);
  };
  const page = await readTracePage({ query }, ENVIRONMENT, { ...filter, arrivedUntilNs: 2n ** 63n - 1n });
  expect(page.map(({ atNs }) => atNs / NS_PER_HOUR - START_NS / NS_PER_HOUR)).toEqual(by === 'start' ? [1n, 0n] : [0n]);
  const [{ sql, params }] = asked as [SqlQuery];
  const plan = await store.query(
    { sql: `SELECT explain FROM (EXPLAIN indexes = 1 ${sql})`, params },
    INTERACTIVE_BUDGET,
  );
  const text = plan.map((row) => row['explain']).join('\n');
  expect(text).toMatch(new RegExp(`Name: ${index}[^]*Granules: 1/4`));
});

import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MS_PER_MINUTE } from '../base/time.ts';
import {
  type IssuesBench,
  openEmbeddedStores,
  openIssuesBench,
  type ProjectScope,
  tellingOf,
} from '../issues/issues.kit.ts';
import { EventBatchBuilder } from '../model/event-batch-builder.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import { createIntake, type Intake } from './intake.ts';
import { requestHash } from './request-hash.ts';

let bench: IssuesBench;
let intake: Intake;
let scope: ProjectScope;
beforeAll(async () => {
  bench = await openIssuesBench(await openEmbeddedStores());
  scope = await bench.newScope();
  intake = createIntake(bench.store, { registry: new Registry(), issues: bench.issues });
});
afterAll(() => bench.close());

/** As Rollbar's door hands over an item of this uuid. */
function post(uuid: string): Promise<void> {
  const telling = tellingOf({ name: uuid, uuid, timeNs: bench.clock.nowNs() });
  const builder = new EventBatchBuilder();
  builder.endRow({ timeNs: telling.timeNs, signal: 'error', kind: 'occurrence', dataset: 'd' });
  return intake.accept({
    door: 'rollbar',
    ...scope,
    source: 'rollbar/1',
    requestHash: requestHash(['rollbar', uuid]),
    batch: builder.build(),
    tellings: [{ row: 0, telling }],
    recordCount: 1,
    rejected: [],
    oddities: {},
    bodyBytes: 1,
  });
}

async function rowCount(): Promise<number> {
  const [row] = await bench.store.query(
    { sql: "SELECT count() AS count FROM events WHERE kind = 'occurrence'", params: {} },
    INTERACTIVE_BUDGET,
  );
  return Number(row?.count);
}

it('a uuid is one row and one occurrence for good, however late it is told again', async () => {
  const uuid = 'a'.repeat(32);
  await Promise.all([post(uuid), post(uuid)]);
  for (const minutes of [1, 8, 2, 60, 24 * 60]) {
    bench.clock.advance(minutes * MS_PER_MINUTE);
    await post(uuid);
    expect([minutes, await rowCount()]).toEqual([minutes, 1]);
  }
  await post('b'.repeat(32));
  expect(await rowCount()).toBe(2);
  expect(await bench.issues.occurrencesOfProject(scope.environment, scope.projectId, { limit: 10 })).toHaveLength(2);
});

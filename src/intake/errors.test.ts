import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type IssuesBench,
  openEmbeddedStores,
  openIssuesBench,
  type ProjectScope,
  spanIdOf,
  traceIdOf,
} from '../issues/issues.kit.ts';
import { ATTRIBUTE_STRING } from '../model/event-batch.ts';
import { EventBatchBuilder } from '../model/event-batch-builder.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import { createIntake, type Intake } from './intake.ts';

let bench: IssuesBench;
let scope: ProjectScope;
let intake: Intake;
beforeAll(async () => {
  bench = await openIssuesBench(await openEmbeddedStores());
  scope = await bench.newScope();
  intake = createIntake(bench.store, { registry: new Registry(), issues: bench.issues });
});
afterAll(() => bench.close());

it('a span event that is an error names its issue and its occurrence, and is no second row', async () => {
  const builder = new EventBatchBuilder();
  const traceId = traceIdOf('t');
  const common = { timeNs: bench.clock.nowNs(), signal: 'trace', dataset: 'd', traceId } as const;
  builder.endRow({ ...common, kind: 'span', spanId: spanIdOf('s'), name: 'GET /' });
  builder.attribute('exception.type', ATTRIBUTE_STRING, 'ValueError');
  builder.endRow({ ...common, kind: 'span_event', parentId: spanIdOf('s'), name: 'exception' });
  await intake.accept({
    door: 'otlp_http',
    environment: scope.environment,
    source: 'otlp/1',
    batch: builder.build(),
    recordCount: 1,
    rejected: [],
    oddities: {},
    bodyBytes: 1,
  });
  const rows = await bench.store.query(
    { sql: 'SELECT kind, issue_id, occurrence_id FROM events ORDER BY kind', params: {} },
    INTERACTIVE_BUDGET,
  );
  const [issue] = (await bench.issues.list({ environment: scope.environment }, { offset: 0, limit: 9 })).issues;
  expect(rows).toEqual([
    { kind: 'span', issue_id: '0', occurrence_id: '0' },
    { kind: 'span_event', issue_id: String(issue?.id), occurrence_id: String(issue?.lastOccurrenceId) },
  ]);
  expect(issue).toMatchObject({ title: 'ValueError', occurrenceCount: 1, projectId: scope.projectId });
});

import { MS_PER_DAY } from '../../src/base/time.ts';
import type { Control } from '../../src/control/index.ts';
import { GROUPING_VERSION } from '../../src/issues/grouping/fingerprint.ts';
import type { TelemetryStore } from '../../src/store/index.ts';

export interface SeededIssues {
  readonly environment: number;
  readonly projectId: number;
  readonly issues: number;
  readonly occurrences: number;
  /** The last one's arrival. */
  readonly nowMs: number;
}

/** Days over which occurrences arrive, and inserts of a day: what merges leave of many small ones. */
const DAYS = 10;
const INSERTS_OF_DAY = 4;
/** One in so many was told by another sender first, whose row was linked to it. */
const JOINED_EVERY = 5;
const ISSUE_ROWS = 500;

/** Rows as taking errors in leaves them, made inside the engine: sending a million would take an hour. */
export async function seedIssues(control: Control, store: TelemetryStore, seeded: SeededIssues): Promise<void> {
  await seedDecisions(control, seeded);
  const count = Math.ceil(seeded.occurrences / (DAYS * INSERTS_OF_DAY));
  for (let from = 0; from < seeded.occurrences; from += count) {
    await store.command(occurrencesSql(seeded, from, Math.min(count, seeded.occurrences - from)));
  }
}

async function seedDecisions(control: Control, { environment, projectId, issues, nowMs }: SeededIssues): Promise<void> {
  const slug = `e${environment}`;
  const made = { created_at_ms: nowMs };
  await control.transaction(async (trx) => {
    await trx
      .insertInto('team')
      .values({ id: 't', slug: 't', name: 'T', ...made })
      .execute();
    const names = { slug, name: slug, ...made };
    await trx
      .insertInto('environment')
      .values({ id: environment, team_id: 't', ...names })
      .execute();
    await trx
      .insertInto('project')
      .values({ id: projectId, environment_id: environment, ...names })
      .execute();
    for (let from = 1; from <= issues; from += ISSUE_ROWS) {
      const ids = Array.from({ length: Math.min(ISSUE_ROWS, issues - from + 1) }, (_, index) => from + index);
      await trx
        .insertInto('issue')
        .values(ids.map((id) => issueRow(id, { environment, projectId, nowMs })))
        .execute();
    }
  });
}

function issueRow(id: number, scope: Pick<SeededIssues, 'environment' | 'projectId' | 'nowMs'>) {
  const title = `ShopError${id}: order cannot be shipped`;
  const isResolved = id % 3 === 0;
  return {
    id,
    environment_id: scope.environment,
    project_id: scope.projectId,
    counter: id,
    deployment_environment: id % 4 === 0 ? 'staging' : 'production',
    fingerprint: `bench ${id}`,
    grouping_version: GROUPING_VERSION,
    title,
    title_search: title.toLowerCase(),
    title_lock: 0,
    level: 'error',
    level_lock: 0,
    status: isResolved ? 'resolved' : 'new',
    resolved_in_version: '',
    framework: 'flask',
    platform: 'linux',
    assigned_user_id: null,
    activating_occurrence_id: id,
    created_at_ms: scope.nowMs,
    activated_at_ms: scope.nowMs,
    resolved_at_ms: isResolved ? scope.nowMs : null,
    muted_at_ms: null,
    modified_by_user_id: null,
    merged_into: null,
    merged_at_ms: null,
  };
}

/** Each issue has at least one; every other occurrence is of an issue that happens often. */
function occurrencesSql(
  { environment, projectId, issues, occurrences, nowMs }: SeededIssues,
  from: number,
  count: number,
) {
  const issueId = `1 + if(n % 2 = 0, intHash64(n) % ${issues}, toUInt64(${issues} * pow(intHash64(n) % 1000003 / 1000003., 4)))`;
  const stepNs = Math.floor((DAYS * MS_PER_DAY * 1_000_000) / occurrences);
  const startNs = BigInt(nowMs - DAYS * MS_PER_DAY) * 1_000_000n;
  // Of a failure: 1 what counts, 2 an earlier telling linked to it, 3 that telling as it was before.
  return `INSERT INTO occurrences
    SELECT ${environment} AS environment, ${projectId} AS project_id, id - toUInt64(telling > 1) AS occurrence_id,
      if(telling = 2, 2, 1) AS version, id - toUInt64(telling = 3) AS canonical_id,
      if(n < ${issues}, n + 1, ${issueId}) AS issue_id,
      if(telling > 1 OR n % 3 = 1, 'otlp', 'rollbar') AS teller, sipHash128(occurrence_id)::FixedString(16) AS identity,
      '' AS uuid, received - 3000000 AS time, ${startNs} + toInt64(n) * ${stepNs} AS received,
      sipHash128(issue_id)::FixedString(16) AS failure, concat('bench ', toString(issue_id)) AS fingerprint,
      ${GROUPING_VERSION} AS grouping_version, if(teller = 'rollbar', 'production', '') AS deployment_environment,
      'error' AS level, 'exception' AS kind, concat('ShopError', toString(issue_id)) AS type,
      'order cannot be shipped' AS message, concat(type, ': ', message) AS title,
      if(teller = 'otlp', sipHash128(n)::FixedString(16), toFixedString('', 16)) AS trace_id,
      if(teller = 'otlp', reinterpretAsFixedString(sipHash64(n)), toFixedString('', 8)) AS span_id,
      if(teller = 'otlp', concat('service-', toString(issue_id % 12)), '') AS service,
      concat('web-', toString(n % 4)) AS host, '/orders' AS url_path, 'http://shop.example/orders' AS url, '' AS context,
      'flask' AS framework, 'linux' AS platform, 'python' AS language, concat('1.', toString(intDiv(n, 20000))) AS code_version,
      toString(intHash64(n) % 50000) AS person_id, '' AS person_name, '' AS person_email,
      IPv4NumToString(toUInt32(intHash64(n) % 50000)) AS user_ip, 'bench' AS notifier,
      fromUnixTimestamp64Nano(received, 'UTC') AS ingested
    FROM (SELECT 2 * number + 2 AS id, number AS n FROM numbers(${from}, ${count}))
    ARRAY JOIN if(n % ${JOINED_EVERY} = 0, [1, 2, 3], [1]) AS telling`;
}

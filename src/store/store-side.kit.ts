import { expect, it } from 'vitest';
import { EventBatchBuilder } from '../model/event-batch-builder.ts';
import type { EnvironmentId, IssueId, OccurrenceId, ProjectId } from '../model/ids.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import { type OccurrenceRow, type SegmentRow, segmentVersion } from '../model/side-rows.ts';
import type { TelemetryStore, WriteRequest } from './store.ts';

const ENVIRONMENT = 7 as EnvironmentId;
const PROJECT = 3 as ProjectId;

const id = (bytes: number, fill: number) => new Uint8Array(bytes).fill(fill);

function occurrenceRow(given: Partial<OccurrenceRow>): OccurrenceRow {
  return {
    environment: ENVIRONMENT,
    projectId: PROJECT,
    occurrenceId: 1 as OccurrenceId,
    version: 1n,
    canonicalId: 1 as OccurrenceId,
    issueId: 1 as IssueId,
    teller: 'rollbar',
    identity: id(16, 9),
    uuid: 'u',
    time: 5n,
    received: 6n,
    failure: id(16, 8),
    fingerprint: 'f',
    groupingVersion: 1,
    deploymentEnvironment: 'production',
    level: 'error',
    kind: 'exception',
    type: 'ValueError',
    message: 'it is \0 \u{1f41d} "broken"',
    title: 't',
    traceId: id(16, 1),
    spanId: id(8, 2),
    service: 's',
    host: 'h',
    urlPath: '/p',
    url: 'http://h/p',
    context: 'c',
    framework: 'flask',
    platform: 'linux',
    language: 'python',
    codeVersion: 'v1',
    personId: 'pi',
    personName: 'pn',
    personEmail: 'pe',
    userIp: '192.0.2.1',
    notifier: 'pyrollbar',
    ...given,
  };
}

function segmentRow(given: Partial<SegmentRow>): SegmentRow {
  return {
    environment: ENVIRONMENT,
    traceId: id(16, 1),
    segmentId: id(8, 2),
    parentId: id(8, 0),
    version: segmentVersion(10n, false),
    isInProgress: false,
    isSubsegment: false,
    name: 'backend',
    startTime: 100n,
    endTime: 300n,
    document: '{"name":"backend"}',
    ...given,
  };
}

function spansOf(documentVersion: bigint): WriteRequest {
  const builder = new EventBatchBuilder();
  const common = { timeNs: 1n, signal: 'trace', dataset: 'd', traceId: id(16, 1) } as const;
  builder.endRow({ ...common, kind: 'span', spanId: id(8, 2), name: 'segment' });
  builder.endRow({ ...common, kind: 'span', spanId: id(8, 3), parentId: id(8, 2), name: 'subsegment' });
  builder.endRow({ ...common, kind: 'span_event', parentId: id(8, 3), name: 'exception' });
  return { environment: ENVIRONMENT, source: 'xray/1', batch: builder.build(), documentVersion };
}

/** What every store must keep of the tables beside the events. */
export function sideContract(store: () => TelemetryStore): void {
  const ask = (sql: string) => store().query({ sql, params: {} }, INTERACTIVE_BUDGET);

  it('gives every column of an occurrence back as it was appended', async () => {
    await store().append('occurrences', [occurrenceRow({})]);
    const [row] = await ask(
      'SELECT * EXCEPT (ingested, identity, failure, trace_id, span_id), hex(identity) AS i, hex(failure) AS f, hex(trace_id) AS t, hex(span_id) AS s FROM occurrences FINAL',
    );
    expect(row).toEqual(OCCURRENCE_READ);
  });

  it('reads the highest version of a key, in whatever order they came', async () => {
    await store().append('occurrences', [occurrenceRow({ version: 9n, issueId: 2 as IssueId })]);
    await store().append('occurrences', [occurrenceRow({ version: 4n, issueId: 1 as IssueId })]);
    await store().append('occurrence_payloads', [
      {
        environment: ENVIRONMENT,
        projectId: PROJECT,
        occurrenceId: 1 as OccurrenceId,
        version: 1n,
        payload: '{"a":1}',
      },
    ]);
    expect(await ask('SELECT issue_id FROM occurrences FINAL')).toEqual([{ issue_id: '2' }]);
    expect(await ask('SELECT payload FROM occurrence_payloads FINAL')).toEqual([{ payload: '{"a":1}' }]);
  });

  it('keeps the complete document of a segment, even if one in progress comes later', async () => {
    await store().append('segments', [segmentRow({})]);
    const late = { version: segmentVersion(99n, true), isInProgress: true, endTime: -1n, document: '{}' };
    await store().append('segments', [segmentRow(late)]);
    expect(await ask('SELECT document, start_time, end_time, is_in_progress FROM segments FINAL')).toEqual([
      { document: '{"name":"backend"}', start_time: '100', end_time: '300', is_in_progress: 0 },
    ]);
    expect(await ask('SELECT min(min_time) AS first, max(max_time) AS last FROM trace_times')).toEqual([
      { first: '100', last: '300' },
    ]);
  });

  it('keeps what many senders append at once', async () => {
    const rows = Array.from({ length: 50 }, (_, index) => occurrenceRow({ occurrenceId: (index + 1) as OccurrenceId }));
    await Promise.all([...rows.map((row) => store().append('occurrences', [row])), store().write(spansOf(1n))]);
    expect(await ask('SELECT count() AS count FROM occurrences')).toEqual([{ count: '50' }]);
    expect(await ask('SELECT count() AS count FROM events')).toEqual([{ count: '3' }]);
  });

  it('takes back the rows that an older version of a document made, and no others', async () => {
    const [older, newer] = [segmentVersion(1n, false), segmentVersion(2n, false)];
    await store().write(spansOf(older));
    await store().write(spansOf(newer));
    await store().write({ ...spansOf(0n), source: 'otlp/1' });
    const replaced = { environment: ENVIRONMENT, traceId: id(16, 1), versionBelow: newer };
    await store().removeSpans([{ ...replaced, spanIds: [id(8, 2)] }]);
    const left = 'SELECT name, count() AS count FROM events GROUP BY name ORDER BY name';
    expect(await ask(left)).toEqual([
      { name: 'exception', count: '3' },
      { name: 'segment', count: '2' },
      { name: 'subsegment', count: '3' },
    ]);
    await store().removeSpans([{ ...replaced, spanIds: [id(8, 3)] }]);
    expect(await ask(left)).toEqual([
      { name: 'exception', count: '2' },
      { name: 'segment', count: '2' },
      { name: 'subsegment', count: '2' },
    ]);
  });

  it('marks the rows that tell of errors', async () => {
    const errors = { issueId: BigUint64Array.of(0n, 0n, 5n), occurrenceId: BigUint64Array.of(0n, 0n, 6n) };
    await store().write({ ...spansOf(1n), errors });
    expect(await ask('SELECT issue_id, occurrence_id, name FROM events WHERE issue_id != 0')).toEqual([
      { issue_id: '5', occurrence_id: '6', name: 'exception' },
    ]);
  });

  it('refuses after closing', async () => {
    await store().close();
    await expect(store().append('segments', [segmentRow({})])).rejects.toMatchObject({ code: 'shutting-down' });
  });
}

const OCCURRENCE_READ = {
  environment: 7,
  project_id: '3',
  occurrence_id: '1',
  version: '1',
  canonical_id: '1',
  issue_id: '1',
  teller: 'rollbar',
  i: '09'.repeat(16),
  uuid: 'u',
  time: '5',
  received: '6',
  f: '08'.repeat(16),
  fingerprint: 'f',
  grouping_version: 1,
  deployment_environment: 'production',
  level: 'error',
  kind: 'exception',
  type: 'ValueError',
  message: 'it is \0 \u{1f41d} "broken"',
  title: 't',
  t: '01'.repeat(16),
  s: '02'.repeat(8),
  service: 's',
  host: 'h',
  url_path: '/p',
  url: 'http://h/p',
  context: 'c',
  framework: 'flask',
  platform: 'linux',
  language: 'python',
  code_version: 'v1',
  person_id: 'pi',
  person_name: 'pn',
  person_email: 'pe',
  user_ip: '192.0.2.1',
  notifier: 'pyrollbar',
};

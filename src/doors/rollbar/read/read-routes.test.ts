import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { IssueId, OccurrenceId, ProjectId } from '../../../model/ids.ts';
import { anIssue, anOccurrence, type StillIssues, stillIssues } from '../issues.kit.ts';
import { userNumber } from '../items/user-number.ts';
import { openTestDoor, type TestDoor } from '../rollbar.kit.ts';

const NOT_FOUND = { err: 1, message: 'Not found' };
const TOLD_BY_OTLP = 7_003 as OccurrenceId;
const TOLD_BY_SERVER = 7_004 as OccurrenceId;
const SYSTEM_ITEM = 5 as IssueId;
const FOREIGN_ITEM = 999;
const FOREIGN_INSTANCE = 9_999;
const PAYLOAD = {
  environment: 'production',
  level: 'error',
  uuid: '078bf540-dd12-40b7-a34d-3212018d9b89',
  custom: { a: 1 },
};

let door: TestDoor;
let issues: StillIssues;
let owner: string;
let ownerName: string;
let totalCount: number | undefined;

beforeAll(async () => {
  door = await openTestDoor((project, people) => {
    owner = people[0]?.id ?? '';
    ownerName = people[0]?.name ?? '';
    const foreign = { ...project, id: (project.id + 1) as ProjectId };
    issues = stillIssues({
      issues: [
        anIssue(project),
        anIssue(project, {
          id: 272_506 as IssueId,
          counter: 143,
          status: 'resolved',
          platform: 'browser',
          framework: '',
          resolvedInVersion: '1.4.2',
          lastResolvedAtMs: 1_790_000_200_500,
          lastMutedAtMs: 1_790_000_150_000,
          lastModifiedByUserId: owner,
          assignedUserId: owner,
          isTitleLocked: true,
          isLevelLocked: true,
        }),
        anIssue(foreign, { id: FOREIGN_ITEM as IssueId, counter: 1 }),
      ],
      occurrences: [
        anOccurrence(project),
        anOccurrence(project, {
          occurrenceId: TOLD_BY_OTLP,
          teller: 'otlp',
          uuid: '',
          traceId: new Uint8Array(16).fill(0xab),
          personId: '42',
        }),
        anOccurrence(project, {
          occurrenceId: TOLD_BY_SERVER,
          issueId: SYSTEM_ITEM,
          framework: 'rollbar-system',
          uuid: 'e'.repeat(32),
        }),
        anOccurrence(foreign, {
          occurrenceId: FOREIGN_INSTANCE as OccurrenceId,
          issueId: FOREIGN_ITEM as IssueId,
          uuid: 'f'.repeat(32),
        }),
      ],
      totalCount: () => totalCount,
      payloads: new Map([[7_002 as OccurrenceId, JSON.stringify(PAYLOAD)]]),
    });
    return issues;
  });
});
beforeEach(() => {
  issues.asked.length = 0;
  issues.pages.length = 0;
  issues.changes.length = 0;
});
afterAll(() => door.close());

const get = (path: string, token = door.tokens.read) =>
  door.app.inject({ url: `/api/1${path}`, headers: token === '' ? {} : { 'x-rollbar-access-token': token } });

async function result(path: string): Promise<unknown> {
  const answer = await get(path);
  expect([answer.statusCode, answer.json()]).toMatchObject([200, { err: 0 }]);
  return answer.json().result;
}

const ITEM = {
  id: 272_505,
  project_id: 1,
  counter: 142,
  environment: 'production',
  platform: 'unknown',
  framework: 'flask',
  hash: 'a8b0c8b0c8b0c8b0c8b0c8b0c8b0c8b0c8b0c8b0',
  title: 'ValueError: the madeleines are missing',
  status: 'active',
  level: 'error',
  first_occurrence_id: 7_001,
  first_occurrence_timestamp: 1_790_000_000,
  activating_occurrence_id: 7_001,
  last_activated_timestamp: 1_790_000_000,
  last_resolved_timestamp: null,
  last_muted_timestamp: null,
  last_occurrence_id: 7_002,
  last_occurrence_timestamp: 1_790_000_100,
  total_occurrences: 5,
  all_time_occurrences: 12,
  unique_occurrences: 3,
  last_modified_by: null,
  resolved_in_version: null,
  assigned_user_id: null,
  assigned_team_id: null,
  group_item_id: null,
  group_status: 1,
  level_lock: 0,
  title_lock: 0,
  controlling_id: 272_505,
  public_item_id: null,
  integrations_data: {},
  snooze_status: false,
  snooze_type: null,
  snooze_expiration_threshold_seconds: null,
  snooze_expiration_datetime: null,
};

describe('an item', () => {
  it('has these fields, and no others', async () => {
    for (const path of ['/item/272505', '/item/272505/']) expect(await result(path)).toEqual(ITEM);
  });

  it('that somebody decided about says what and who', async () => {
    expect(await result('/item/272506')).toMatchObject({
      status: 'resolved',
      platform: 'browser',
      framework: 'unknown',
      resolved_in_version: '1.4.2',
      last_resolved_timestamp: 1_790_000_200,
      last_muted_timestamp: 1_790_000_150,
      last_modified_by: userNumber(owner),
      assigned_user_id: userNumber(owner),
      level_lock: 1,
      title_lock: 1,
    });
  });

  it('is found by its counter, in both ways and both spellings', async () => {
    for (const path of ['/item?counter=142', '/item/?counter=142']) expect(await result(path)).toEqual(ITEM);
    const answer = await get('/item_by_counter/142');
    expect([answer.statusCode, answer.headers.location, answer.json()]).toEqual([
      301,
      '/api/1/item/272505',
      { err: 0, result: { itemId: 272_505, path: '/item/272505', uri: '/api/1/item/272505' } },
    ]);
    const byQuery = await get(`/item_by_counter/142?access_token=${door.tokens.read}`, '');
    expect(byQuery.headers.location).toBe(`/api/1/item/272505?access_token=${door.tokens.read}`);
  });

  it('is found by the uuid of an occurrence, with and without dashes', async () => {
    for (const uuid of ['078bf540-dd12-40b7-a34d-3212018d9b89', '078BF540DD1240B7A34D3212018D9B89'])
      expect(await result(`/item/?uuid=${uuid}`)).toEqual(ITEM);
    const bad = await get('/item/?uuid=nonsense');
    expect([bad.statusCode, bad.json().message]).toEqual([400, 'Invalid UUID format']);
    expect((await get('/item')).statusCode).toBe(400);
    const unknown = await get(`/item/?uuid=${'0'.repeat(32)}`);
    expect([unknown.statusCode, unknown.json().message]).toEqual([404, 'UUID did not match any occurrence']);
  });

  it.each([
    '/item/1',
    `/item/${FOREIGN_ITEM}`,
    '/item/x',
    '/item/-1',
    '/item/99999999999999999999',
    '/item?counter=1',
    '/item_by_counter/9',
    '/item/1/instances',
    `/instance/${FOREIGN_INSTANCE}`,
    '/instance/1',
    '/instance/x',
  ])('%s is not there', async (path) => {
    const answer = await get(path);
    expect([answer.statusCode, answer.json()]).toEqual([404, NOT_FOUND]);
  });
});

describe('the list of items', () => {
  it('is a page of the project’s, latest first', async () => {
    const list = (await result('/items')) as { items: { id: number }[] };
    expect(list).toMatchObject({ page: 1, total_count: 2 });
    expect(list.items.map(({ id }) => id)).toEqual([272_505, 272_506]);
    expect(issues.asked).toMatchObject([
      { filter: { projectIds: [1] }, page: { order: 'last-seen', offset: 0, limit: 100 } },
    ]);
  });

  it.each([
    ['status=active', { statuses: ['new', 'active', 'reactivated'] }],
    ['status=resolved&status=muted', { statuses: ['resolved', 'muted'] }],
    ['level=error&level=critical', { levels: ['error', 'critical'] }],
    ['environment=production&environment=staging', { deploymentEnvironments: ['production', 'staging'] }],
    ['framework=flask', { frameworks: ['flask'] }],
    ['framework=unknown', { frameworks: ['unknown', ''] }],
    ['status=archived', { statuses: [] }],
    ['ids=5,7&ids=9', { ids: [5, 7, 9] }],
    ['assigned_user=unassigned', { assigned: 'nobody' }],
    ['assigned_user=assigned', { assigned: 'anybody' }],
    ['assigned_user=stranger', { assigned: 'no one called stranger' }],
    ['assigned_user=constructor', { assigned: 'no one called constructor' }],
    ['query=madeleines', { text: 'madeleines' }],
    ['query=%23142', { counter: 142 }],
    ['query=out&query=of', { text: 'out of' }],
    ['assigned_team=web&assigned_team=ops&ids=5', { ids: [] }],
    ['is_snoozed=true', { ids: [] }],
    ['is_snoozed=False&level=error', { levels: ['error'] }],
  ])('is filtered by %s', async (query, expected) => {
    await result(`/items/?${query}`);
    const { environment: _environment, projectIds: _projectIds, ...filter } = issues.asked[0]!.filter;
    expect(filter).toEqual(expected);
  });

  it('is filtered by who has them, by name or number', async () => {
    for (const person of [ownerName, String(userNumber(owner))])
      await result(`/items?assigned_user=${encodeURIComponent(person)}`);
    expect(issues.asked.map(({ filter }) => filter.assigned)).toEqual([owner, owner]);
  });

  it('does not count beyond 100,000', async () => {
    for (const [found, told] of [
      [100_000, 100_000],
      [100_001, null],
    ] as const) {
      totalCount = found;
      expect(await result('/items')).toMatchObject({ total_count: told });
    }
    totalCount = undefined;
  });

  it('is paged, within bounds', async () => {
    await result('/items?page=3&limit=20');
    await result('/items?page=0&limit=99999');
    await result('/items?page=x&limit=');
    expect(issues.asked.map(({ page }) => [page.offset, page.limit])).toEqual([
      [40, 20],
      [0, 5_000],
      [0, 100],
    ]);
  });

  it.each([
    'status=open',
    'level=fatal',
    'ids=5,x',
    'is_snoozed=maybe',
    'assigned_team=web&assigned_user=assigned',
    'assigned_user=assigned&assigned_user=unassigned',
  ])('refuses %s', async (query) => {
    expect((await get(`/items?${query}`)).statusCode).toBe(422);
  });
});

describe('an instance', () => {
  const INSTANCE = {
    id: 7_002,
    project_id: 1,
    item_id: 272_505,
    timestamp: 1_790_000_100,
    version: 2,
    data: PAYLOAD,
    billable: 1,
  };

  it('gives back what was sent', async () => {
    expect(await result('/instance/7002')).toEqual(INSTANCE);
  });

  it('that was told otherwise says what is known', async () => {
    expect(await result(`/instance/${TOLD_BY_OTLP}`)).toMatchObject({
      id: TOLD_BY_OTLP,
      data: {
        environment: 'production',
        level: 'error',
        body: { trace: { exception: { class: 'ValueError', message: 'the madeleines are missing' } } },
        server: { host: 'web-1' },
        person: { id: '42' },
        attributes: [{ key: 'trace_id', value: 'ab'.repeat(16) }],
      },
    });
  });

  it('that the server told of itself is free', async () => {
    expect(await result(`/instance/${TOLD_BY_SERVER}`)).toMatchObject({ billable: 0 });
  });

  it('is in the lists, of its item and of the project', async () => {
    const ofItem = [INSTANCE, { id: TOLD_BY_OTLP }];
    for (const [path, instances] of [
      ['/item/272505/instances', ofItem],
      ['/instances', [...ofItem, { id: TOLD_BY_SERVER }]],
    ] as const) {
      for (const url of [path, `${path}/`]) expect(await result(url)).toMatchObject({ page: 1, instances });
    }
  });

  it('pages by number, or from an id on, which counts more', async () => {
    const queries = [
      '',
      '?page=2&limit=50',
      '?page=3&lastId=7002',
      '?last_id=7002&limit=9999',
      '?page=999999999999999',
    ];
    for (const query of queries) await result(`/instances${query}`);
    expect(issues.pages).toEqual([
      { offset: 0, limit: 20 },
      { offset: 50, limit: 50 },
      { beforeId: 7_002, limit: 20 },
      { beforeId: 7_002, limit: 5_000 },
      { offset: 19_999_999_980, limit: 20 },
    ]);
  });
});

describe('who may read and change', () => {
  it('needs the scope, in the header or in the address', async () => {
    expect((await get('/items', '')).statusCode).toBe(401);
    expect((await get('/items', 'unknown')).statusCode).toBe(403);
    const refused = await get('/items', door.tokens.server);
    expect([refused.statusCode, refused.json().message]).toEqual([
      403,
      'insufficient privileges: read scope is required but the access token only has post_server_item.',
    ]);
    expect((await get(`/items?access_token=${door.tokens.read}`, '')).statusCode).toBe(200);
    expect((await patch(272_505, { status: 'muted' }, door.tokens.read)).statusCode).toBe(403);
  });
});

const patch = (id: number, body: object | string, token = door.tokens.write) =>
  door.app.inject({
    method: 'PATCH',
    url: `/api/1/item/${id}`,
    headers: { 'content-type': 'application/json', ...(token === '' ? {} : { 'x-rollbar-access-token': token }) },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  });

describe('a change of an item', () => {
  it.each([
    [
      { status: 'resolved', resolved_in_version: '1.4.2' },
      { status: 'resolved', resolvedInVersion: '1.4.2' },
    ],
    [{ status: 'active' }, { status: 'active' }],
    [
      { level: 'critical', title: 'Out of madeleines' },
      { level: 'critical', title: 'Out of madeleines' },
    ],
    [{ resolved_in_version: null }, { resolvedInVersion: '' }],
    [{ assigned_user_id: null }, { assignedUserId: null }],
  ])('%j', async (body, change) => {
    const answer = await patch(272_505, body);
    expect([answer.statusCode, answer.json()]).toEqual([200, { err: 0, result: body }]);
    expect(issues.changes).toEqual([{ actor: { userId: null, name: 'write' }, ids: [272_505], change }]);
  });

  it('gives it to somebody by their number', async () => {
    expect((await patch(272_505, { assigned_user_id: userNumber(owner) })).statusCode).toBe(200);
    expect(issues.changes[0]?.change).toEqual({ assignedUserId: owner });
  });

  it('takes the token in the body, and does not give it back', async () => {
    const answer = await patch(
      272_505,
      { access_token: door.tokens.write, status: 'muted', snooze_enabled: false },
      '',
    );
    expect([answer.statusCode, answer.json().result]).toEqual([200, { status: 'muted' }]);
  });

  it('takes the token in the address', async () => {
    const url = `/api/1/item/272505/?access_token=${door.tokens.write}`;
    const answer = await door.app.inject({ method: 'PATCH', url, payload: '{"status":"muted"}' });
    expect([answer.statusCode, answer.json()]).toEqual([200, { err: 0, result: { status: 'muted' } }]);
  });

  it.each([
    { status: 'open' },
    { status: 'archived' },
    { level: 40 },
    { title: '' },
    { title: 'x'.repeat(256) },
    { resolved_in_version: 'x'.repeat(41) },
    { resolved_in_version: {} },
    { assigned_user_id: 5 },
    { snoozed: true },
    { assigned_team_id: 5 },
  ])('refuses %j, and changes nothing', async (body) => {
    expect((await patch(272_505, { level: 'info', ...body })).statusCode).toBe(422);
    expect(issues.changes).toEqual([]);
  });

  it('of another project’s item, or by no JSON', async () => {
    for (const id of [1, FOREIGN_ITEM]) {
      const answer = await patch(id, { status: 'muted' });
      expect([answer.statusCode, answer.json().message]).toEqual([400, 'Item not found in this project.']);
    }
    expect((await patch(272_505, 'status=muted')).statusCode).toBe(400);
    expect(issues.changes).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addPerson, addTeam, NOW_MS, signIn } from '../access/access.kit.ts';
import type { EnvironmentId } from '../model/ids.ts';
import type { TelemetryStore } from '../store/index.ts';
import { openTestApi, openTestStore, type TestApi } from './api.kit.ts';
import {
  errorResponse,
  type IssueListResponse,
  issueHistoryResponse,
  issueListResponse,
  issueResponse,
  peopleResponse,
} from './contract/index.ts';
import { tellingOf } from './telling.kit.ts';

const PREFIX = '/api/ui/environments/bootcamp';
const PATH = `${PREFIX}/issues`;
const HOSTILE = '<script>alert(1)</script> \u202E\0 x';

let store: TelemetryStore;
let api: TestApi;
let environment: EnvironmentId;

beforeAll(async () => {
  store = await openTestStore();
  api = await openTestApi(store);
  environment = api.firstRun.environment.id;
});
afterAll(async () => {
  await api.close();
  await store.close();
});

async function list(query = ''): Promise<IssueListResponse> {
  const answer = await api.call('GET', `${PATH}?${query}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return issueListResponse.strict().parse(answer.json());
}
const titles = async (query = '') => (await list(query)).issues.map(({ title }) => title);

const change = (body: unknown, token?: string) =>
  api.call('POST', `${PATH}/changes`, { body, ...(token === undefined ? {} : { token }) });

async function idOf(title: string): Promise<number> {
  const { issues } = await list('status=any');
  const found = issues.find((issue) => issue.title.startsWith(title));
  if (!found) throw new Error(`no issue is called ${title}`);
  return found.issueId;
}

describe('before anything has failed', () => {
  it('the list is empty, and an issue is not found', async () => {
    expect(await list()).toEqual({ issues: [], totalCount: 0, deploymentEnvironments: [] });
    expect((await api.call('GET', `${PATH}/1`)).statusCode).toBe(404);
    expect((await api.call('GET', `${PREFIX}/traces/a1/errors`)).json()).toEqual({ errors: [] });
  });
});

describe('issues', () => {
  beforeAll(async () => {
    const at = (hoursAgo: number) => NOW_MS - hoursAgo * 3_600_000;
    await api.issues.take(environment, [
      { telling: tellingOf({ type: 'KeyError', message: 'a', atMs: at(30), personId: 'ada' }) },
      { telling: tellingOf({ type: 'KeyError', message: 'a', atMs: at(2), personId: 'bob' }) },
      { telling: tellingOf({ type: 'KeyError', message: 'b', atMs: at(1), personId: 'bob' }) },
      { telling: tellingOf({ type: 'Broken', message: HOSTILE, atMs: at(3), level: 'critical' }) },
      { telling: tellingOf({ text: 'Hello World!', atMs: at(5), level: 'warning', deploymentEnvironment: 'staging' }) },
    ]);
  });

  it('are listed with what their occurrences come to, the last seen first', async () => {
    const { issues, totalCount, deploymentEnvironments } = await list();
    expect(totalCount).toBe(3);
    expect(deploymentEnvironments).toEqual(['production', 'staging']);
    expect(issues.map(({ level, occurrenceCount, personCount }) => [level, occurrenceCount, personCount])).toEqual([
      ['error', 3, 2],
      ['critical', 1, 0],
      ['warning', 1, 0],
    ]);
    expect(issues[0]).toMatchObject({
      ...{ title: 'KeyError: a', status: 'new', deploymentEnvironment: 'production', assignee: null },
      ...{ firstSeenMs: NOW_MS - 30 * 3_600_000, lastSeenMs: NOW_MS - 3_600_000 },
    });
    expect(issues.map(({ lastMessage }) => lastMessage)).toEqual(['b', HOSTILE, 'Hello World!']);
    // Text of a sender is text here too.
    expect(issues[1]?.title).toContain('<script>alert(1)</script>');
  });

  it('have a sparkline of the last 24 hours, whose last bucket holds the present', async () => {
    const [{ sparkline } = expect.fail()] = (await list()).issues;
    expect([sparkline.counts.length, sparkline.bucketMs]).toEqual([24, 3_600_000]);
    expect(sparkline.startMs + 24 * sparkline.bucketMs).toBeGreaterThan(NOW_MS);
    expect(sparkline.counts.reduce((sum, count) => sum + count)).toBe(2);
  });

  it.each([
    ['level=critical', 1],
    ['level=debug', 0],
    ['deploymentEnvironment=staging', 1],
    ['text=hello', 1],
    ['text=%23999', 0],
    ['assigned=nobody', 3],
    ['status=muted', 0],
    ['status=any&limit=2', 2],
    ['offset=2', 1],
  ])('are filtered by ?%s', async (query, count) => {
    expect(await titles(query)).toHaveLength(count);
  });

  it('are found by their counter', async () => {
    const { issues } = await list();
    expect(await titles(`text=%23${issues[2]?.counter}`)).toEqual([issues[2]?.title]);
  });

  it.each([
    ['sort=first-seen', 'Broken'],
    ['sort=most', 'KeyError'],
    ['sort=people', 'KeyError'],
  ])('are ordered by ?%s', async (query, first) => {
    const [{ title } = expect.fail()] = (await list(query === 'sort=first-seen' ? `${query}&level=critical` : query))
      .issues;
    expect(title).toMatch(new RegExp(`^${first}`));
  });

  it.each([
    'status=closed',
    'level=fatal',
    'sort=title',
    'limit=0',
    'limit=501',
    'offset=-1',
    'x=1',
    `text=${'x'.repeat(1_025)}`,
  ])('are refused for ?%s', async (query) => {
    const answer = await api.call('GET', `${PATH}?${query}`);
    expect([answer.statusCode, errorResponse.parse(answer.json()).error.code]).toEqual([400, 'request-invalid']);
  });

  it('are shown one by one', async () => {
    const answer = await api.call('GET', `${PATH}/${await idOf('KeyError')}`);
    const issue = issueResponse.strict().parse(answer.json());
    expect(issue).toMatchObject({ occurrenceCount: 3, codeVersions: ['1.4.2'], resolvedInVersion: '' });
    expect(issue.sparkline.counts).toHaveLength(30);
    expect(issue.sparkline.counts.reduce((sum, count) => sum + count)).toBe(3);
  });

  it.each(['0', '-1', 'abc', '1.5', '9007199254740993', "1'"])('are not asked for as %s', async (id) => {
    expect((await api.call('GET', `${PATH}/${encodeURIComponent(id)}`)).statusCode).toBe(400);
    expect((await api.call('GET', `${PATH}/${encodeURIComponent(id)}/history`)).statusCode).toBe(400);
  });
});

describe('what people do with issues', () => {
  let member: { token: string };
  let viewer: { token: string };
  beforeAll(async () => {
    const { teamId } = api.firstRun.environment;
    await addPerson(api.test, { email: 'member@example.com', teamId, role: 'member' });
    await addPerson(api.test, { email: 'viewer@example.com', teamId, role: 'viewer' });
    member = await signIn(api.test, 'member@example.com');
    viewer = await signIn(api.test, 'viewer@example.com');
  });

  it('is for members, in bulk; viewers look only, and strangers not even that', async () => {
    const issueIds = [await idOf('KeyError'), await idOf('Hello')];
    const body = { issueIds, change: { kind: 'mute' } };
    expect((await change(body, viewer.token)).statusCode).toBe(403);
    expect((await api.call('GET', PATH, viewer)).statusCode).toBe(200);
    expect((await change(body, '')).statusCode).toBe(401);
    const other = await addTeam(api.test, 'other');
    await addPerson(api.test, { email: 'eve@example.com', teamId: other.teamId, role: 'owner' });
    expect((await change(body, (await signIn(api.test, 'eve@example.com')).token)).statusCode).toBe(404);
    expect(await titles('status=muted')).toEqual([]);

    const before = await api.arrivals.cursor(environment);
    expect((await change(body, member.token)).json()).toEqual({ changedCount: 2 });
    expect(await titles('status=muted')).toHaveLength(2);
    // Other open pages are told.
    expect(await api.arrivals.cursor(environment)).not.toBe(before);
  });

  it('is kept: resolved in a version, assigned, reopened', async () => {
    const id = await idOf('Hello');
    await change({ issueIds: [id, id], change: { kind: 'resolve', version: ' 1.5.0 ' } }, member.token);
    const people = peopleResponse.parse((await api.call('GET', '/api/ui/people', viewer)).json()).people;
    const person = people.find(({ name }) => name === 'member@example.com')!;
    await change({ issueIds: [id], change: { kind: 'assign', personId: person.id } }, member.token);
    const shown = async () => issueResponse.parse((await api.call('GET', `${PATH}/${id}`)).json());
    expect(await shown()).toMatchObject({ status: 'resolved', resolvedInVersion: '1.5.0', assignee: person });
    expect(await titles(`status=any&assigned=${person.id}`)).toEqual(['Hello World!']);

    await change({ issueIds: [id], change: { kind: 'assign', personId: null } }, member.token);
    await change({ issueIds: [id], change: { kind: 'reopen' } }, member.token);
    expect(await shown()).toMatchObject({ status: 'active', resolvedInVersion: '', assignee: null });
  });

  it('is told by the history, the newest first, with who did it', async () => {
    const answer = await api.call('GET', `${PATH}/${await idOf('Hello')}/history`, viewer);
    const { entries } = issueHistoryResponse.strict().parse(answer.json());
    expect(entries.map(({ actor, words }) => `${actor} ${words}`.trim())).toEqual([
      'member@example.com reopened it',
      'member@example.com assigned it to nobody',
      'member@example.com assigned it to member@example.com',
      'member@example.com resolved it in version 1.5.0',
      'member@example.com muted it',
      'seen for the first time',
    ]);
    expect(entries.at(-1)?.occurrenceId).toBeGreaterThan(0);
  });

  it.each<[string, unknown]>([
    ['no issue', { issueIds: [], change: { kind: 'mute' } }],
    ['too many', { issueIds: Array.from({ length: 501 }, (_, index) => index + 1), change: { kind: 'mute' } }],
    ['what is no id', { issueIds: ['1'], change: { kind: 'mute' } }],
    ['a change that is none', { issueIds: [1], change: { kind: 'delete' } }],
    ['a version that is too long', { issueIds: [1], change: { kind: 'resolve', version: 'x'.repeat(41) } }],
    ['somebody of no team', { issueIds: [1], change: { kind: 'assign', personId: 'nobody-here' } }],
    ['more than is asked', { issueIds: [1], change: { kind: 'mute' }, x: 1 }],
  ])('is refused for %s', async (_what, body) => {
    expect((await change(body, member.token)).statusCode).toBe(400);
  });

  it('changes nothing where one of them is not here', async () => {
    const id = await idOf('Broken');
    const answer = await change({ issueIds: [id, 999_999_999], change: { kind: 'mute' } }, member.token);
    expect([answer.statusCode, errorResponse.parse(answer.json()).error.code]).toEqual([404, 'not-found']);
    expect((await list('level=critical')).issues).toHaveLength(1);
  });
});

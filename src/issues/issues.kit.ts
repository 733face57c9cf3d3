import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createManualClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { type Control, openControl } from '../control/index.ts';
import { EventBatchBuilder } from '../model/event-batch-builder.ts';
import type { EnvironmentId, ProjectId } from '../model/ids.ts';
import type { Telling } from '../model/telling.ts';
import { openEmbeddedStore, type TelemetryStore } from '../store/index.ts';
import { createIssues } from './create-issues.ts';
import type { Issues } from './issues.ts';
import type { Taken } from './occurrence.ts';

/** 2026-11-23T02:40:00Z */
export const NOW_MS = 1_795_401_600_000;

export interface Stores {
  readonly control: Control;
  readonly store: TelemetryStore;
  readonly clock: ManualClock;
  close(): Promise<void>;
}

export type ManualClock = ReturnType<typeof createManualClock>;

/** Issues over stores with one team, of which `leonie` is; each test has an environment of its own. */
export interface IssuesBench extends Stores {
  readonly issues: Issues;
  /** Another run of the program over the same stores. */
  another(): Issues;
  newScope(): Promise<ProjectScope>;
}

export interface ProjectScope {
  readonly environment: EnvironmentId;
  readonly projectId: ProjectId;
}

/** An engine in a temporary directory and a control store in memory. */
export async function openEmbeddedStores(): Promise<Stores> {
  const clock = createManualClock(NOW_MS);
  const directory = mkdtempSync(join(tmpdir(), 'combray-issues-'));
  const limits = { memoryBytes: 2 ** 30, queueBytesMax: 2 ** 26 };
  const control = await openControl({ location: { path: ':memory:' }, clock });
  const store = await openEmbeddedStore({ directory, ...limits, clock, log: silentLog });
  return {
    control,
    store,
    clock,
    async close() {
      await store.close();
      await control.close();
    },
  };
}

/** Over an engine that somebody else closes. */
export async function openIssuesOver(store: TelemetryStore, clock: ManualClock): Promise<IssuesBench> {
  const control = await openControl({ location: { path: ':memory:' }, clock });
  return openIssuesBench({ control, store, clock, close: () => control.close() });
}

export async function openIssuesBench(stores: Stores): Promise<IssuesBench> {
  const { control, store, clock } = stores;
  await seedTeam(control);
  const projects = new Map<EnvironmentId, ProjectId>();
  const open = () =>
    createIssues({ store, control, clock, log: silentLog, firstProject: (id) => projects.get(id), isShared: false });
  return {
    ...stores,
    issues: open(),
    another: open,
    async newScope() {
      const number = projects.size + 1;
      const scope = { environment: number as EnvironmentId, projectId: (100 + number) as ProjectId };
      projects.set(scope.environment, scope.projectId);
      await seedProject(control, scope);
      return scope;
    },
  };
}

const made = { created_at_ms: NOW_MS };

async function seedTeam({ db }: Control): Promise<void> {
  await db
    .insertInto('team')
    .values({ id: 't', slug: 't', name: 'T', ...made })
    .execute();
  const user = { id: 'leonie', email: null, name: 'Léonie', password_hash: null, ...made };
  await db.insertInto('user').values(user).execute();
  await db
    .insertInto('membership')
    .values({ team_id: 't', user_id: 'leonie', role: 'owner', ...made })
    .execute();
}

async function seedProject({ db }: Control, { environment, projectId }: ProjectScope): Promise<void> {
  const slug = `e${environment}`;
  await db
    .insertInto('environment')
    .values({ id: environment, team_id: 't', slug, name: slug, ...made })
    .execute();
  await db
    .insertInto('project')
    .values({ id: projectId, environment_id: environment, slug, name: slug, ...made })
    .execute();
}

/** Rows that tell of errors, as intake writes them: without one a telling was never finished. */
export async function keepEvents(
  store: TelemetryStore,
  { environment }: ProjectScope,
  told: readonly { readonly telling: Telling; readonly taken: Taken }[],
): Promise<void> {
  const builder = new EventBatchBuilder();
  for (const { telling } of told) {
    const { timeNs, traceId, spanId } = telling;
    const common = { timeNs, dataset: 'd', traceId, parentId: spanId };
    if (telling.teller === 'rollbar') builder.endRow({ ...common, signal: 'error', kind: 'occurrence' });
    else builder.endRow({ ...common, signal: 'trace', kind: 'span_event', name: 'exception' });
  }
  const errors = {
    issueId: BigUint64Array.from(told, ({ taken }) => BigInt(taken.issueId)),
    occurrenceId: BigUint64Array.from(told, ({ taken }) => BigInt(taken.occurrenceId)),
  };
  await store.write({ environment, source: 'test/1', batch: builder.build(), errors });
}

const digest = (text: string, bytes: number) =>
  Uint8Array.from(createHash('sha256').update(text).digest().subarray(0, bytes));

export const traceIdOf = (name: string): Uint8Array => digest(`trace ${name}`, 16);
export const spanIdOf = (name: string): Uint8Array => digest(`span ${name}`, 8);

export type ToldTelling = Partial<Omit<Telling, 'body'>> & {
  /** Names it for good; made from the other fields where left out. */
  readonly name?: string;
  readonly type?: string;
  readonly message?: string;
  /** Of the failing place: another file groups apart. */
  readonly file?: string;
  readonly body?: Telling['body'];
};

let tellingCount = 0;

/** A telling of `ValueError: the madeleines are missing`, unless told otherwise. */
export function tellingOf(told: ToldTelling = {}): Telling {
  const { name, type = 'ValueError', message = 'the madeleines are missing', file = 'app.py', ...rest } = told;
  const teller = told.teller ?? 'rollbar';
  tellingCount += 1;
  return {
    teller,
    identity: digest(`${teller} ${name ?? tellingCount}`, 16),
    uuid: '',
    timeNs: BigInt(NOW_MS) * 1_000_000n,
    level: 'error',
    body: { kind: 'exception', chain: [{ type, message, frames: [{ filename: file, method: 'home', line: 1 }] }] },
    deploymentEnvironment: '',
    service: '',
    host: '',
    url: '',
    urlPath: '',
    traceId: undefined,
    spanId: undefined,
    context: '',
    framework: '',
    platform: '',
    language: '',
    codeVersion: '',
    person: { id: '', name: '', email: '' },
    userIp: '',
    serverRoot: '',
    clientFingerprint: '',
    title: '',
    notifier: '',
    ...rest,
  };
}

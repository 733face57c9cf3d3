import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createManualClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { type Control, type ControlLocation, openControl } from '../control/index.ts';
import type { EnvironmentId, ProjectId } from '../model/ids.ts';
import type { Telling } from '../model/telling.ts';
import { openEmbeddedStore, type TelemetryStore } from '../store/index.ts';
import { createIssues } from './create-issues.ts';
import type { Issues } from './issues.ts';

export const ENVIRONMENT = 7 as EnvironmentId;
export const PROJECT = 3 as ProjectId;
/** 2026-11-23T02:40:00Z */
export const NOW_MS = 1_795_401_600_000;

export interface IssuesBench {
  readonly issues: Issues;
  readonly control: Control;
  readonly store: TelemetryStore;
  readonly clock: ReturnType<typeof createManualClock>;
  /** Another process over the same stores. */
  another(): Issues;
  close(): Promise<void>;
}

/** Issues over a temporary engine and a control store with one environment and project; `userIds` are of its team. */
export async function openIssuesBench(location: ControlLocation = { path: ':memory:' }): Promise<IssuesBench> {
  const clock = createManualClock(NOW_MS);
  const control = await openControl({ location, clock });
  await seed(control);
  const directory = mkdtempSync(join(tmpdir(), 'combray-issues-'));
  const limits = { memoryBytes: 2 ** 30, queueBytesMax: 2 ** 26 };
  const store = await openEmbeddedStore({ directory, ...limits, clock, log: silentLog });
  const open = () =>
    createIssues({ store, control, clock, log: silentLog, firstProject: () => PROJECT, isShared: false });
  return {
    issues: open(),
    control,
    store,
    clock,
    another: open,
    async close() {
      await store.close();
      await control.close();
    },
  };
}

async function seed({ db }: Control): Promise<void> {
  const created_at_ms = NOW_MS;
  await db.insertInto('team').values({ id: 't', slug: 't', name: 'T', created_at_ms }).execute();
  await db
    .insertInto('environment')
    .values({ id: ENVIRONMENT, team_id: 't', slug: 'e', name: 'E', created_at_ms })
    .execute();
  await db
    .insertInto('project')
    .values({ id: PROJECT, environment_id: ENVIRONMENT, slug: 'p', name: 'P', created_at_ms })
    .execute();
  await db
    .insertInto('user')
    .values({ id: 'leonie', email: null, name: 'Léonie', password_hash: null, created_at_ms })
    .execute();
  await db.insertInto('membership').values({ team_id: 't', user_id: 'leonie', role: 'owner', created_at_ms }).execute();
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

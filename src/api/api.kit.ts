import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify';
import { firstRunOf, NOW_MS, openTestAccess, type TestAccess } from '../access/access.kit.ts';
import { createRouteGuard, type FirstRun } from '../access/index.ts';
import { createManualClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { MS_PER_DAY } from '../base/time.ts';
import { createCatalog } from '../catalog/index.ts';
import { type Arrivals, createArrivals, createRefusals, type Refusals } from '../intake/index.ts';
import { createIssues, type Issues } from '../issues/index.ts';
import { createQueries } from '../query/index.ts';
import { guardAt, ROOMY } from '../store/disk.kit.ts';
import { type DiskState, openEmbeddedStore, type TelemetryStore } from '../store/index.ts';
import { createTraces } from '../traces/index.ts';
import { registerApi } from './index.ts';

export const ENDPOINTS = {
  origin: 'http://127.0.0.1:8080',
  otlpHttp: 'http://127.0.0.1:4318',
  otlpGrpc: 'http://127.0.0.1:4317',
};
export const PAGE_TEXT = '<!doctype html><title>Combray</title>';
export const ASSET_TEXT = 'export const shown = true;';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Call {
  /** A value is sent as JSON, a text as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Of whom signs this request; the owner's by default, '' for nobody's. */
  readonly token?: string;
}

export interface TestApi {
  readonly app: FastifyInstance;
  readonly test: TestAccess;
  readonly firstRun: FirstRun;
  /** The owner's, as in the cookie. */
  readonly token: string;
  readonly arrivals: Arrivals;
  readonly refusals: Refusals;
  readonly issues: Issues;
  setDisk(state: DiskState): void;
  /** Requests that failed by a bug. */
  readonly bugs: () => number;
  call(method: Method, path: string, options?: Call): Promise<LightMyRequestResponse>;
  close(): Promise<void>;
}

/** Opening the engine takes longer than a test: one for a whole file. */
export function openTestStore(): Promise<TelemetryStore> {
  const directory = mkdtempSync(join(tmpdir(), 'combray-api-'));
  const clock = createManualClock(NOW_MS);
  return openEmbeddedStore({ directory, memoryBytes: 2 ** 30, queueBytesMax: 2 ** 26, clock, log: silentLog });
}

/** The API alone over this store and a control store of its own, after a first run, its owner signed in. */
export async function openTestApi(store: TelemetryStore): Promise<TestApi> {
  const test = await openTestAccess();
  const { access, control } = test;
  const firstRun = await firstRunOf(test);
  const app = Fastify({ routerOptions: { caseSensitive: true } });
  const guard = createRouteGuard({ access, isKeylessAllowed: true, publicUrl: undefined, clock: test.clock });
  guard.watch(app);
  const arrivals = createArrivals(() => 0);
  const refusals = createRefusals(test.clock);
  let disk: DiskState = ROOMY;
  let bugCount = 0;
  const issues = createIssues({
    ...{ store, control, clock: test.clock, log: silentLog, isShared: false },
    firstProject: (environment) => access.directory.projectsOf(environment)[0]?.id,
  });
  await registerApi(app, {
    access,
    issues,
    clock: test.clock,
    guard,
    traces: createTraces(store),
    queries: createQueries(store, createManualClock(NOW_MS)),
    catalog: createCatalog({ ...test, store, log: silentLog, retentionMs: 30 * MS_PER_DAY }),
    disk: guardAt(() => disk),
    arrivals,
    refusals,
    version: '1.2.3',
    endpoints: () => ENDPOINTS,
    pageDirectory: makePage(),
    log: silentLog,
    random: () => 0,
    onBug: () => {
      bugCount += 1;
    },
  });
  const owner = await access.sessions.signInByLink({ token: firstRun.signInToken, address: '192.0.2.99' });
  return {
    app,
    test,
    firstRun,
    token: owner.token,
    arrivals,
    refusals,
    issues,
    setDisk: (state) => {
      disk = state;
    },
    bugs: () => bugCount,
    call: (method, path, { body, headers = {}, token = owner.token } = {}) =>
      app.inject({
        method,
        url: path,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === '' ? {} : { cookie: `combray_session=${token}` }),
          ...headers,
        },
        ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    async close() {
      await app.close();
      await control.close();
    },
  };
}

/** A built page; what lies beside it must never be served. */
function makePage(): string {
  const parent = mkdtempSync(join(tmpdir(), 'combray-page-'));
  const directory = join(parent, 'web');
  mkdirSync(join(directory, 'assets'), { recursive: true });
  writeFileSync(join(directory, 'index.html'), PAGE_TEXT);
  writeFileSync(join(directory, 'assets', 'index-a1B2_c3.js'), ASSET_TEXT);
  writeFileSync(join(parent, 'secret.txt'), 'secret');
  writeFileSync(join(directory, 'beside.txt'), 'beside');
  return directory;
}

import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify';
import { Counter, Registry } from 'prom-client';
import {
  type Access,
  createRouteGuard,
  environmentIdOf,
  type KeyGuard,
  type RequestHeaders,
  type RouteAccess,
  type RouteGuard,
  readHoneycombKey,
} from '../access/index.ts';
import { registerApi } from '../api/index.ts';
import { assert } from '../base/assert.ts';
import { createInflater } from '../base/inflate.ts';
import { type Catalog, createCatalog } from '../catalog/index.ts';
import type { Control } from '../control/index.ts';
import {
  type Arrivals,
  createArrivals,
  createIntake,
  createRefusals,
  type KeptListener,
  readNewestArrival,
  withOtherProcesses,
} from '../intake/index.ts';
import { createIssues, type Issues } from '../issues/index.ts';
import type { EnvironmentId } from '../model/ids.ts';
import { createQueries } from '../query/index.ts';
import type { DiskGuard, TelemetryStore, Upkeep } from '../store/index.ts';
import { createTraces } from '../traces/index.ts';
import { createApp } from './app.ts';
import { collectDiskMetrics } from './disk-metrics.ts';
import { type Endpoints, isLoopback } from './endpoints.ts';
import type { StreamHandler } from './grpc-listener.ts';
import { collectProcessMetrics, createReadiness, registerOperationsRoutes } from './operations-routes.ts';
import type { ServeOptions } from './serve-options.ts';
import type { Shutdown } from './shutdown.ts';
import { openXRay, type XRayApp } from './xray.ts';

export interface AppStores {
  readonly control: Control;
  readonly store: TelemetryStore;
  readonly access: Access;
  readonly guard: DiskGuard;
  readonly upkeep: Upkeep;
}

/** What the application needs to know of the process: the rest of the options is for opening stores and ports. */
export type AppOptions = Pick<
  ServeOptions,
  | 'version'
  | 'pageDirectory'
  | 'host'
  | 'publicUrl'
  | 'trustProxy'
  | 'keyless'
  | 'retentionMs'
  | 'clock'
  | 'clickhouseUrl'
  | 'random'
  | 'log'
  | 'mountDoors'
  | 'openGrpc'
  | 'openXRay'
  | 'xray'
>;

/** Ready for requests but on no listener yet. */
export interface BuiltApp {
  readonly http: FastifyInstance;
  readonly grpc: StreamHandler;
  readonly xray: XRayApp | undefined;
}

/** The whole application over opened stores. */
export async function buildApp(
  options: AppOptions,
  stores: AppStores,
  state: { endpoints: () => Endpoints; isDraining: () => boolean; shutdown: Shutdown },
): Promise<BuiltApp> {
  const { control, store, access, guard: disk } = stores;
  const registry = new Registry();
  const bugs = new Counter({
    name: 'combray_bugs_total',
    help: 'Requests, and groups of datagrams, that failed by a bug.',
    registers: [registry],
  });
  const processMetrics = collectProcessMetrics(registry);
  collectDiskMetrics(registry, stores);
  state.shutdown.add('process metrics', () => processMetrics.close());
  const inflater = createInflater();
  state.shutdown.add('inflater', () => inflater.close());
  const arrivals = arrivalsOf(options, store);
  const catalog = createCatalog({ ...options, control, store });
  state.shutdown.add('service colours', () => catalog.serviceColours.settled());
  const issues = issuesOf(options, stores);
  await issues.repair();
  const refusals = createRefusals(options.clock);
  const listeners = listenersOf(arrivals, catalog);
  const intake = createIntake(store, { registry, listeners, issues, refusals });
  const app = createApp(options);
  const guard = createRouteGuard({ ...options, access, isKeylessAllowed: isKeylessAllowed(options) });
  guard.watch(app);
  const parts = { intake, inflater, onBug: () => bugs.inc() };
  const traces = createTraces(store);
  await options.mountDoors(app, {
    ...parts,
    authorize: admitSenders(guard, disk),
    environmentOf: environmentIdOf,
    guard,
    issues,
    people: access.people,
    requireSpace: () => disk.requireSpace(),
  });
  const daemonParts = { daemons: catalog.xrayDaemons, refusals, traces, app, guard, registry };
  const xray = await openXRay(options, stores, { ...parts, ...daemonParts, shutdown: state.shutdown });
  const readiness = createReadiness(
    { telemetry: () => store.ping(), control: () => control.ping() },
    { isDraining: state.isDraining },
  );
  registerOperationsRoutes(app, { readiness, registry });
  const grpc = options.openGrpc({
    ...parts,
    admit: (request, declared) => admitCall({ keys: guard.keyGuard, disk }, request, declared),
    isReady: async () => (await readiness()).status === 'ready',
  });
  await registerApi(app, {
    ...options,
    access,
    guard,
    issues,
    traces,
    queries: createQueries(store, options.clock),
    catalog,
    disk,
    arrivals,
    refusals,
    endpoints: state.endpoints,
    onBug: () => bugs.inc(),
  });
  await app.ready();
  state.shutdown.add('application', () => app.close());
  return { http: app, grpc, xray };
}

function issuesOf(options: AppOptions, { access, control, store }: AppStores): Issues {
  return createIssues({
    ...options,
    control,
    store,
    firstProject: (environment) => access.projects.list(environment)[0]?.id,
    isShared: options.clickhouseUrl !== undefined,
  });
}

function listenersOf(arrivals: Arrivals, catalog: Catalog): KeptListener[] {
  return [
    (environment) => arrivals.note(environment),
    (environment, batch) => catalog.serviceColours.see(environment, batch.service),
  ];
}

/** An embedded engine has no other writer. */
function arrivalsOf({ random, clickhouseUrl, clock }: AppOptions, store: TelemetryStore): Arrivals {
  const own = createArrivals(random);
  if (clickhouseUrl === undefined) return own;
  return withOtherProcesses(own, { newest: (environment) => readNewestArrival(store, environment), clock });
}

/** The keyless rule of one process: what the request itself must show is the guard’s. */
function isKeylessAllowed({ keyless, host, publicUrl }: AppOptions): boolean {
  return keyless === 'auto' && publicUrl === undefined && isLoopback(host);
}

/** By the key; and who would send is turned away while the disk is full, before the body is read. */
function admitSenders(guard: RouteGuard, disk: DiskGuard): onRequestAsyncHookHandler {
  const authorize = guard.authorizeKey(readHoneycombKey);
  return async function admit(request, reply) {
    await authorize.call(this, request, reply);
    if (sends(request.routeOptions.config.access)) disk.requireSpace();
  };
}

/** A call's environment is its key's, as the routes' is; undefined where the method is open to everyone. */
function admitCall(
  { keys, disk }: { keys: KeyGuard; disk: DiskGuard },
  request: RequestHeaders,
  declared: RouteAccess,
): EnvironmentId | undefined {
  if (declared.credential === 'none') return undefined;
  assert(declared.credential === 'key', 'a gRPC method declares a key or nothing');
  const { environment } = keys.admit(request, { scope: declared.scope, readKey: readHoneycombKey });
  if (sends(declared)) disk.requireSpace();
  return environment.id;
}

function sends(declared: RouteAccess | undefined): boolean {
  return declared?.credential === 'key' && declared.scope === 'send_events';
}

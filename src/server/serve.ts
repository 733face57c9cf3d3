import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { Counter, Registry } from 'prom-client';
import {
  type Access,
  createAccess,
  createRouteGuard,
  environmentIdOf,
  type FirstRun,
  readHoneycombKey,
} from '../access/index.ts';
import { registerApi } from '../api/index.ts';
import { type DirectoryLock, DirectoryLockedError, lockDirectory } from '../base/directory-lock.ts';
import { createInflater } from '../base/inflate.ts';
import { MS_PER_SECOND } from '../base/time.ts';
import { type Control, openControl } from '../control/index.ts';
import { createIntake } from '../intake/index.ts';
import { openEmbeddedStore, startRetention, type TelemetryStore } from '../store/index.ts';
import { createTraces } from '../traces/index.ts';
import { createApp } from './app.ts';
import { CONTROL_FILE, TELEMETRY_DIRECTORY, writePortsFile } from './data-files.ts';
import { type Endpoints, endpointsOf, isLoopback } from './endpoints.ts';
import { type Listener, listen, StartError } from './listeners.ts';
import { collectProcessMetrics, registerOperationsRoutes } from './operations-routes.ts';
import type { ServeOptions } from './serve-options.ts';
import { setupBlock } from './setup-block.ts';
import { createShutdown, type Shutdown } from './shutdown.ts';

// The whole drain is promised within 10 s: answers in flight get most of it, then each part its own bound.
const ANSWERS_DEADLINE_MS = 5 * MS_PER_SECOND;
const STEP_TIMEOUT_MS = 8 * MS_PER_SECOND;

export interface Running {
  /** For standard output: the setup block on first start, one line later. */
  readonly greeting: string;
  /** Stops accepting, lets answers finish, commits, closes everything. Resolves with whether all of it went well. */
  close(): Promise<boolean>;
}

interface Stores {
  readonly control: Control;
  readonly store: TelemetryStore;
  readonly access: Access;
}

/** Builds each part once, opens the listeners, and says so in the ports file. What was opened is closed if a later step fails. */
export async function serve(options: ServeOptions): Promise<Running> {
  const shutdown = createShutdown({ log: options.log, stepTimeoutMs: STEP_TIMEOUT_MS });
  try {
    const lock = takeDirectory(options.dataDirectory);
    shutdown.add('directory lock', () => lock.release());
    const stores = await openStores(options, shutdown);
    const firstRun = await stores.access.firstRun(options.bootstrap);
    const endpoints = await open(options, stores, shutdown);
    options.log.info({ endpoints, version: options.version }, 'ready');
    return { greeting: greet(endpoints, firstRun), close: () => shutdown.run() };
  } catch (error) {
    await shutdown.run();
    throw error;
  }
}

function takeDirectory(directory: string): DirectoryLock {
  try {
    return lockDirectory(directory);
  } catch (error) {
    if (error instanceof DirectoryLockedError) throw error;
    throw new StartError(`cannot use the data directory ${directory}: ${(error as Error).message}`, { cause: error });
  }
}

async function openStores(options: ServeOptions, shutdown: Shutdown): Promise<Stores> {
  const { dataDirectory, clock, log, retentionMs } = options;
  const control = await openControl({ path: join(dataDirectory, CONTROL_FILE), clock });
  shutdown.add('control store', () => control.close());
  const store = await openEmbeddedStore({ ...options, directory: join(dataDirectory, TELEMETRY_DIRECTORY) });
  shutdown.add('telemetry store', () => store.close());
  const retention = startRetention({ store, clock, retentionMs, log });
  shutdown.add('retention', () => retention.close());
  const access = createAccess({ control, clock, random: options.randomBytes, log });
  const refresh = await access.start();
  shutdown.add('access', () => refresh.close());
  return { control, store, access };
}

async function open(options: ServeOptions, stores: Stores, shutdown: Shutdown): Promise<Endpoints> {
  let endpoints: Endpoints = { origin: '', otlpHttp: '' };
  let isDraining = false;
  const app = await buildApp(options, stores, { endpoints: () => endpoints, isDraining: () => isDraining, shutdown });
  const handler = (...exchange: Parameters<typeof app.routing>) => app.routing(...exchange);
  const { host, tls } = options;
  const listeners: Listener[] = [];
  shutdown.add('listeners', async () => {
    await Promise.all(listeners.map((listener) => listener.close(ANSWERS_DEADLINE_MS)));
  });
  const openPort = async (port: number, option: string): Promise<number> => {
    const listener = await listen(handler, { host, port, option, tls });
    listeners.push(listener);
    return listener.port;
  };
  const ports = {
    http: await openPort(options.ports.http, 'http-port'),
    otlpHttp: await openPort(options.ports.otlpHttp, 'otlp-http-port'),
  };
  shutdown.add('readiness', () => {
    isDraining = true;
  });
  endpoints = endpointsOf({ publicUrl: options.publicUrl, host, isTls: tls !== undefined, ports });
  const file = writePortsFile(options.dataDirectory, { pid: process.pid, version: options.version, ports });
  shutdown.add('ports file', () => file.remove());
  return endpoints;
}

async function buildApp(
  options: ServeOptions,
  { control, store, access }: Stores,
  state: { endpoints: () => Endpoints; isDraining: () => boolean; shutdown: Shutdown },
): Promise<FastifyInstance> {
  const registry = new Registry();
  const bugs = new Counter({
    name: 'combray_bugs_total',
    help: 'Requests that failed by a bug.',
    registers: [registry],
  });
  const processMetrics = collectProcessMetrics(registry);
  state.shutdown.add('process metrics', () => processMetrics.close());
  const inflater = createInflater();
  state.shutdown.add('inflater', () => inflater.close());
  const intake = createIntake(store, registry);
  const app = createApp(options);
  const { publicUrl } = options;
  const guard = createRouteGuard({ access, isKeylessAllowed: isKeylessAllowed(options), publicUrl });
  guard.watch(app);
  await options.mountDoors(app, {
    intake,
    inflater,
    authorize: guard.authorizeKey(readHoneycombKey),
    onBug: () => bugs.inc(),
    environmentOf: environmentIdOf,
  });
  registerOperationsRoutes(app, {
    checks: { telemetry: () => store.ping(), control: () => control.ping() },
    registry,
    isDraining: state.isDraining,
  });
  await registerApi(app, {
    access,
    guard,
    traces: createTraces(store),
    endpoints: state.endpoints,
    version: options.version,
    pageDirectory: options.pageDirectory,
    log: options.log,
    random: options.random,
    onBug: () => bugs.inc(),
  });
  await app.ready();
  state.shutdown.add('application', () => app.close());
  return app;
}

/** The keyless rule of one process: the request's own part (no forwarding header) is the guard's. */
function isKeylessAllowed({ keyless, host, publicUrl }: ServeOptions): boolean {
  return keyless === 'auto' && publicUrl === undefined && isLoopback(host);
}

function greet(endpoints: Endpoints, firstRun: FirstRun | undefined): string {
  if (!firstRun) return `Combray ${endpoints.origin} (keys and a sign-in link: npm start -- --print-setup)\n`;
  return setupBlock({ ...firstRun, endpoints, environment: firstRun.environment.slug });
}

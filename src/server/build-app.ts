import type { FastifyInstance } from 'fastify';
import { Counter, Registry } from 'prom-client';
import { type Access, createRouteGuard, environmentIdOf, readHoneycombKey } from '../access/index.ts';
import { registerApi } from '../api/index.ts';
import { createInflater } from '../base/inflate.ts';
import { createCatalog } from '../catalog/index.ts';
import type { Control } from '../control/index.ts';
import { createIntake } from '../intake/index.ts';
import type { TelemetryStore } from '../store/index.ts';
import { createTraces } from '../traces/index.ts';
import { createApp } from './app.ts';
import { type Endpoints, isLoopback } from './endpoints.ts';
import { collectProcessMetrics, registerOperationsRoutes } from './operations-routes.ts';
import type { ServeOptions } from './serve-options.ts';
import type { Shutdown } from './shutdown.ts';

export interface AppStores {
  readonly control: Control;
  readonly store: TelemetryStore;
  readonly access: Access;
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
  | 'clock'
  | 'random'
  | 'log'
  | 'mountDoors'
>;

/** The whole HTTP application over opened stores, ready for requests but on no listener yet. */
export async function buildApp(
  options: AppOptions,
  { control, store, access }: AppStores,
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
    catalog: createCatalog({ control, clock: options.clock }),
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

/** The keyless rule of one process: what the request itself must show is the guard’s. */
function isKeylessAllowed({ keyless, host, publicUrl }: AppOptions): boolean {
  return keyless === 'auto' && publicUrl === undefined && isLoopback(host);
}

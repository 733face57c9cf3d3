import { join } from 'node:path';
import { type Access, createAccess, type FirstRun } from '../access/index.ts';
import { type Control, connectControl } from '../control/index.ts';
import { connectNodeStore, openEmbeddedStore, startRetention, type TelemetryStore } from '../store/index.ts';
import type { AppStores } from './build-app.ts';
import { controlLocation, TELEMETRY_DIRECTORY } from './data-files.ts';
import { watchNeighbour } from './neighbour.ts';
import type { ServeOptions } from './serve-options.ts';
import type { Shutdown } from './shutdown.ts';

export interface OpenedStores extends AppStores {
  /** Resolves when the control store is ready, with what a first run made. */
  readonly firstRun: Promise<FirstRun | undefined>;
}

/**
 * Opens both stores. Those inside this process are ready when this resolves, and what is wrong with them rejects. Servers of
 * their own may be away: then this resolves too, and they are taken in when they answer.
 */
export async function openStores(options: ServeOptions, shutdown: Shutdown): Promise<OpenedStores> {
  const { control, access, firstRun } = await openControlStore(options, shutdown);
  const store = await openTelemetry(options, shutdown);
  return { control, access, firstRun, store };
}

async function openControlStore(
  options: ServeOptions,
  shutdown: Shutdown,
): Promise<{ control: Control; access: Access; firstRun: Promise<FirstRun | undefined> }> {
  const { clock, log } = options;
  const control = connectControl({ location: controlLocation(options), clock });
  shutdown.add('control store', () => control.close());
  const access = createAccess({ control, clock, random: options.randomBytes, log });
  let resolveFirstRun: (made: FirstRun | undefined) => void = () => undefined;
  const firstRun = new Promise<FirstRun | undefined>((resolve) => {
    resolveFirstRun = resolve;
  });
  const prepare = async () => {
    await control.migrate();
    const made = await access.firstRun(options.bootstrap);
    const refresh = await access.start();
    shutdown.add('access', () => refresh.close());
    resolveFirstRun(made);
  };
  if (options.databaseUrl === undefined) {
    await prepare();
  } else {
    const watch = await watchNeighbour({ name: 'PostgreSQL', prepare, ping: () => control.ping() }, log);
    shutdown.add('watch of PostgreSQL', () => watch.close());
  }
  return { control, access, firstRun };
}

async function openTelemetry(options: ServeOptions, shutdown: Shutdown): Promise<TelemetryStore> {
  const { dataDirectory, clickhouseUrl, clock, log, retentionMs } = options;
  const retain = (store: TelemetryStore) => {
    const retention = startRetention({ store, clock, retentionMs, log });
    shutdown.add('retention', () => retention.close());
  };
  if (clickhouseUrl === undefined) {
    const store = await openEmbeddedStore({ ...options, directory: join(dataDirectory, TELEMETRY_DIRECTORY) });
    shutdown.add('telemetry store', () => store.close());
    retain(store);
    return store;
  }
  const store = connectNodeStore({ ...options, url: clickhouseUrl });
  shutdown.add('telemetry store', () => store.close());
  const prepare = async () => {
    await store.prepare();
    retain(store);
  };
  const watch = await watchNeighbour({ name: 'ClickHouse', prepare, ping: () => store.ping() }, log);
  shutdown.add('watch of ClickHouse', () => watch.close());
  return store;
}

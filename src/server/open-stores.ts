import { join } from 'node:path';
import { type Access, createAccess, type FirstRun } from '../access/index.ts';
import { assert } from '../base/assert.ts';
import { createSealer } from '../base/seal.ts';
import { readRetentionRules } from '../catalog/index.ts';
import { type Control, connectControl } from '../control/index.ts';
import {
  ballastBytes,
  connectNodeStore,
  createBallast,
  createDiskGuard,
  createUpkeep,
  type DiskGuard,
  directorySpace,
  nodeSpace,
  openEmbeddedStore,
  type TelemetryStore,
} from '../store/index.ts';
import type { AppStores } from './build-app.ts';
import { BALLAST_FILE, controlLocation, TELEMETRY_DIRECTORY } from './data-files.ts';
import { watchNeighbour } from './neighbour.ts';
import { readSecretKey } from './secret-key.ts';
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
  // Before anything opens that writes: on a full disk it needs the ballast's room for that.
  const ownDisk = options.clickhouseUrl === undefined ? await watchOwnDisk(options, shutdown) : undefined;
  const { control, access, firstRun } = await openControlStore(options, shutdown);
  const telemetry = ownDisk
    ? await openEmbedded(options, { control, guard: ownDisk }, shutdown)
    : await connectNode(options, control, shutdown);
  return { control, access, firstRun, ...telemetry };
}

async function openControlStore(
  options: ServeOptions,
  shutdown: Shutdown,
): Promise<{ control: Control; access: Access; firstRun: Promise<FirstRun | undefined> }> {
  const { clock, log } = options;
  const control = connectControl({ location: controlLocation(options), clock });
  shutdown.add('control store', () => control.close());
  const random = options.randomBytes;
  const sealer = createSealer(readSecretKey(options, random), random);
  const access = createAccess({ control, clock, random, sealer, log });
  let resolveFirstRun: (made: FirstRun | undefined) => void = () => undefined;
  const firstRun = new Promise<FirstRun | undefined>((resolve) => {
    resolveFirstRun = resolve;
  });
  let made: FirstRun | undefined;
  const prepare = async () => {
    await control.migrate();
    // Kept across attempts: its keys are shown once, whatever comes between making and greeting.
    made = (await access.firstRun(options.bootstrap)) ?? made;
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

type OpenedTelemetry = Pick<AppStores, 'store' | 'guard' | 'upkeep'>;

async function watchOwnDisk(options: ServeOptions, shutdown: Shutdown): Promise<DiskGuard> {
  const { dataDirectory, telemetryBytesMax, log } = options;
  const readSpace = directorySpace(dataDirectory);
  const { usedBytes, availableBytes } = await readSpace();
  const ballast = createBallast(join(dataDirectory, BALLAST_FILE), ballastBytes(usedBytes + availableBytes));
  const guard = createDiskGuard({ readSpace, ballast, telemetryBytesMax, log });
  shutdown.add('disk guard', () => guard.close());
  await guard.start();
  return guard;
}

async function openEmbedded(
  options: ServeOptions,
  parts: { control: Control; guard: DiskGuard },
  shutdown: Shutdown,
): Promise<OpenedTelemetry> {
  const directory = join(options.dataDirectory, TELEMETRY_DIRECTORY);
  const store = await openEmbeddedStore({ ...options, directory });
  shutdown.add('telemetry store', () => store.close());
  const opened = keepUp(options, { ...parts, store }, shutdown);
  opened.upkeep.start();
  return opened;
}

async function connectNode(options: ServeOptions, control: Control, shutdown: Shutdown): Promise<OpenedTelemetry> {
  const { clickhouseUrl, telemetryBytesMax, log } = options;
  assert(clickhouseUrl !== undefined, 'a node has an address');
  const store = connectNodeStore({ ...options, url: clickhouseUrl });
  const guard = createDiskGuard({ readSpace: nodeSpace(store), ballast: undefined, telemetryBytesMax, log });
  shutdown.add('telemetry store', () => store.close());
  shutdown.add('disk guard', () => guard.close());
  const opened = keepUp(options, { store, guard, control }, shutdown);
  const prepare = async () => {
    await store.prepare();
    await guard.start();
    opened.upkeep.start();
  };
  const watch = await watchNeighbour({ name: 'ClickHouse', prepare, ping: () => store.ping() }, log);
  shutdown.add('watch of ClickHouse', () => watch.close());
  return opened;
}

function keepUp(
  options: ServeOptions,
  parts: { store: TelemetryStore; guard: DiskGuard; control: Control },
  shutdown: Shutdown,
): OpenedTelemetry {
  const upkeep = createUpkeep({ ...options, ...parts, rules: () => readRetentionRules(parts.control.db) });
  shutdown.add('upkeep', () => upkeep.close());
  return { ...parts, upkeep };
}

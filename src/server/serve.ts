import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FirstRun } from '../access/index.ts';
import { type DirectoryLock, DirectoryLockedError, lockDirectory } from '../base/directory-lock.ts';
import { MS_PER_SECOND } from '../base/time.ts';
import { type AppStores, buildApp } from './build-app.ts';
import { BALLAST_FILE, writePortsFile } from './data-files.ts';
import { type Endpoints, endpointsOf } from './endpoints.ts';
import { listenGrpc } from './grpc-listener.ts';
import { type Listener, listen, StartError } from './listeners.ts';
import { openStores } from './open-stores.ts';
import type { Ports, ServeOptions } from './serve-options.ts';
import { setupBlock } from './setup-block.ts';
import { createShutdown, type Shutdown } from './shutdown.ts';
import type { XRayApp } from './xray.ts';
import { listenXRay, type XRayHandlers } from './xray-listener.ts';

// The whole drain is promised within 10 s: answers in flight get most of it, then each part its own bound.
const ANSWERS_DEADLINE_MS = 5 * MS_PER_SECOND;
const STEP_TIMEOUT_MS = 8 * MS_PER_SECOND;
const DRAIN_TIMEOUT_MS = 9 * MS_PER_SECOND;

export interface Running {
  /** Stops accepting, lets answers finish, commits, closes everything. Resolves with whether all of it went well. */
  close(): Promise<boolean>;
}

/** Builds each part once, opens the listeners, and says so in the ports file. What was opened is closed if a later step fails. */
export async function serve(options: ServeOptions): Promise<Running> {
  const shutdown = createShutdown({ ...options, stepTimeoutMs: STEP_TIMEOUT_MS, totalTimeoutMs: DRAIN_TIMEOUT_MS });
  try {
    const lock = takeDirectory(options.dataDirectory);
    shutdown.add('directory lock', () => lock.release());
    const stores = await openStores(options, shutdown);
    const endpoints = await open(options, stores, shutdown);
    options.log.info({ endpoints, version: options.version }, 'ready');
    void stores.firstRun.then((made) => options.greet(greeting(endpoints, made)));
    return { close: () => shutdown.run() };
  } catch (error) {
    await shutdown.run();
    if (!isDiskFull(error)) throw error;
    const line = `no room is left on the disk of the data directory ${options.dataDirectory}: free some and start again`;
    throw new StartError(line, { cause: error });
  }
}

function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'SQLITE_FULL', 'disk-full'].includes(String((error as { code?: unknown }).code));
}

function takeDirectory(directory: string): DirectoryLock {
  try {
    return lockWithRoom(directory);
  } catch (error) {
    if (error instanceof DirectoryLockedError || isDiskFull(error)) throw error;
    throw new StartError(`cannot use the data directory ${directory}: ${(error as Error).message}`, { cause: error });
  }
}

/** The lock itself writes a little. Where there is no room for that, nobody holds it, and the ballast is ours to give back. */
function lockWithRoom(directory: string): DirectoryLock {
  try {
    return lockDirectory(directory);
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    rmSync(join(directory, BALLAST_FILE), { force: true });
    return lockDirectory(directory);
  }
}

async function open(options: ServeOptions, stores: AppStores, shutdown: Shutdown): Promise<Endpoints> {
  let endpoints: Endpoints = { origin: '', otlpHttp: '', otlpGrpc: undefined, xrayDaemon: undefined };
  let isDraining = false;
  const { http, grpc, xray } = await buildApp(options, stores, {
    endpoints: () => endpoints,
    isDraining: () => isDraining,
    shutdown,
  });
  const answer = (...exchange: Parameters<typeof http.routing>) => http.routing(...exchange);
  const { host, tls } = options;
  const listeners: Listener[] = [];
  shutdown.add('listeners', async () => {
    await Promise.all(listeners.map((listener) => listener.close(ANSWERS_DEADLINE_MS)));
  });
  const openPort = async (opening: Promise<Listener>): Promise<number> => {
    const listener = await opening;
    listeners.push(listener);
    return listener.port;
  };
  const at = (name: keyof Ports, option: string) => ({ host, port: options.ports[name] ?? 0, option, tls });
  const ports = {
    http: await openPort(listen(answer, at('http', 'http-port'))),
    otlpHttp: await openPort(listen(answer, at('otlpHttp', 'otlp-http-port'))),
    otlpGrpc: await openPort(listenGrpc(grpc, at('otlpGrpc', 'otlp-grpc-port'))),
    ...(xray && { xray: await openPort(listenXRay(xrayHandlers(xray), at('xray', 'xray-port'))) }),
  };
  if (xray && ports.xray !== undefined) xray.watchPort(ports.xray);
  shutdown.add('readiness', () => {
    isDraining = true;
  });
  endpoints = endpointsOf({ publicUrl: options.publicUrl, host, isTls: tls !== undefined, ports });
  const file = writePortsFile(options.dataDirectory, { pid: process.pid, version: options.version, ports, endpoints });
  shutdown.add('ports file', () => file.remove());
  return endpoints;
}

function xrayHandlers({ http, takeDatagram, spillDatagrams }: XRayApp): XRayHandlers {
  return { answer: (...exchange) => http.routing(...exchange), takeDatagram, spillDatagrams };
}

function greeting(endpoints: Endpoints, firstRun: FirstRun | undefined): string {
  if (!firstRun) return `Combray ${endpoints.origin} (keys and a sign-in link: npm start -- --print-setup)\n`;
  return setupBlock({ ...firstRun, endpoints, environment: firstRun.environment.slug });
}

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { openTestAccess, type TestAccess } from '../access/access.kit.ts';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { MS_PER_DAY } from '../base/time.ts';
import { guardAt, IDLE_UPKEEP } from '../store/disk.kit.ts';
import { openEmbeddedStore, type TelemetryStore } from '../store/index.ts';
import { type AppOptions, type AppStores, buildApp } from './build-app.ts';
import type { StreamHandler } from './grpc-listener.ts';
import { createShutdown } from './shutdown.ts';

export interface TestStores extends AppStores {
  readonly test: TestAccess;
}

/** A control store in memory, a telemetry store in a temporary directory. One per process: chDB allows no second. */
export async function openTestStores(): Promise<TestStores & { close(): Promise<void> }> {
  const test = await openTestAccess();
  const store: TelemetryStore = await openEmbeddedStore({
    directory: mkdtempSync(join(tmpdir(), 'combray-app-')),
    memoryBytes: 2 ** 30,
    queueBytesMax: 2 ** 26,
    clock: test.clock,
    log: silentLog,
  });
  const { control, access } = test;
  const close = async () => {
    await store.close();
    await control.close();
  };
  return { test, control, access, store, guard: guardAt(), upkeep: IDLE_UPKEEP, close };
}

export interface TestApp {
  readonly app: FastifyInstance;
  readonly grpc: StreamHandler;
  drain(): void;
  close(): Promise<void>;
}

/** The whole application over these stores, with the defaults of a server on loopback. */
export async function openTestApp(stores: AppStores, options: Partial<AppOptions> = {}): Promise<TestApp> {
  let isDraining = false;
  const shutdown = createShutdown({ log: silentLog, clock: systemClock, stepTimeoutMs: 5_000, totalTimeoutMs: 5_000 });
  const { http, grpc } = await buildApp(
    {
      version: '0.0.0',
      pageDirectory: makePage(),
      host: '127.0.0.1',
      publicUrl: undefined,
      trustProxy: [],
      keyless: 'auto',
      retentionMs: 30 * MS_PER_DAY,
      clock: systemClock,
      clickhouseUrl: undefined,
      random: () => 0,
      log: silentLog,
      mountDoors: async () => undefined,
      openGrpc: () => (stream) => stream.close(),
      openXRay: undefined,
      xray: { environment: undefined, allow: ['127.0.0.0/8'] },
      ...options,
    },
    stores,
    {
      endpoints: () => ({
        origin: 'http://127.0.0.1:8080',
        otlpHttp: 'http://127.0.0.1:4318',
        otlpGrpc: 'http://127.0.0.1:4317',
        xrayDaemon: '127.0.0.1:2000',
      }),
      isDraining: () => isDraining,
      shutdown,
    },
  );
  return {
    app: http,
    grpc,
    drain: () => {
      isDraining = true;
    },
    close: async () => void (await shutdown.run()),
  };
}

/** A built page, as small as can be. */
export function makePage(): string {
  const directory = mkdtempSync(join(tmpdir(), 'combray-page-'));
  mkdirSync(join(directory, 'assets'));
  writeFileSync(join(directory, 'index.html'), '<!doctype html><title>Combray</title>');
  return directory;
}

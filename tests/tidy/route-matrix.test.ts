import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstRunOf, NOW_MS, openTestAccess } from '../../src/access/access.kit.ts';
import { routeMatrix, watchRoutes } from '../../src/access/route-matrix.kit.ts';
import { createManualClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { MS_PER_DAY } from '../../src/base/time.ts';
import { otlpRoutes } from '../../src/doors/otlp/index.ts';
import { DEFAULT_RECORD_LIMITS } from '../../src/model/limits.ts';
import { openTestApp, openTestStores } from '../../src/server/app.kit.ts';
import type { AppOptions } from '../../src/server/build-app.ts';
import type { DoorParts } from '../../src/server/serve-options.ts';
import { ROOT } from '../support/repository.ts';

/** By folder of src/doors. A door that is missing here, or that `main.ts` does not mount, fails below. */
const DOORS: Record<string, (app: FastifyInstance, parts: DoorParts) => Promise<void>> = {
  otlp: async (app, parts) => {
    await app.register(otlpRoutes, {
      ...parts,
      bodyLimits: { bodyBytesMax: 2 ** 20, inflatedBytesMax: 2 ** 20 },
      recordLimits: DEFAULT_RECORD_LIMITS,
      retentionMs: MS_PER_DAY,
      clock: createManualClock(NOW_MS),
      random: () => 0,
      log: silentLog,
    });
  },
};

describe('the whole application', () => {
  let stores: Awaited<ReturnType<typeof openTestStores>>;
  beforeAll(async () => {
    stores = await openTestStores();
  });
  afterAll(() => stores.close());

  it('is asked through every door there is', () => {
    const folders = readdirSync(join(ROOT, 'src/doors'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    const doors = folders.map(({ name }) => name).filter((name) => name !== 'common');
    expect(Object.keys(DOORS).sort()).toEqual(doors.sort());
  });

  describe.each<[string, Partial<AppOptions>, boolean]>([
    ['on loopback', { keyless: 'auto' }, true],
    ['on loopback, keyless off', { keyless: 'off' }, false],
    ['on every address', { host: '0.0.0.0' }, false],
    ['behind a public URL', { publicUrl: 'https://combray.example' }, false],
  ])('%s', (_where, options, isKeylessAllowed) => {
    let close: () => Promise<void>;
    afterAll(() => close());

    routeMatrix(async () => {
      const test = await openTestAccess();
      let routes: ReturnType<typeof watchRoutes> = [];
      const mountDoors: AppOptions['mountDoors'] = async (app, parts) => {
        routes = watchRoutes(app);
        for (const mount of Object.values(DOORS)) await mount(app, parts);
      };
      const opened = await openTestApp({ ...stores, ...test }, { ...options, mountDoors });
      close = opened.close;
      return { app: opened.app, routes, test, isKeylessAllowed };
    });
  });

  it('is not built with a route that declares nothing, or an environment its path does not name', async () => {
    const build = (register: (app: FastifyInstance) => unknown) =>
      openTestApp(stores, { mountDoors: async (app) => void (await register(app)) });
    const handler = () => 'open';
    await expect(build((app) => app.get('/open', handler))).rejects.toThrow('GET /open declares its access');
    const inPlugin = build((app) => app.register(async (plugin) => void plugin.get('/inner', handler)));
    await expect(inPlugin).rejects.toThrow('GET /inner declares its access');
    const config = { access: { credential: 'session', role: 'viewer', environment: 'path' } } as const;
    await expect(build((app) => app.get('/no-path', { config }, handler))).rejects.toThrow(
      'GET /no-path declares where',
    );
  });

  it('lets nobody through where a plugin forgot its hook', async () => {
    const config = { access: { credential: 'key', scope: 'send_events', environment: 'key' } } as const;
    const { ingestKey } = await firstRunOf(stores.test);
    const { app, close } = await openTestApp(stores, {
      mountDoors: async (each) => void each.post('/forgotten', { config }, () => 'let through'),
    });
    const answer = await app.inject({ method: 'POST', url: '/forgotten', headers: { 'x-honeycomb-team': ingestKey } });
    expect(answer.statusCode).toBe(500);
    await close();
  });
});

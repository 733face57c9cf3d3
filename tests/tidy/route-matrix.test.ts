import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect, createServer, type IncomingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstRunOf, NOW_MS, openTestAccess } from '../../src/access/access.kit.ts';
import { LET_THROUGH, routeMatrix, watchRoutes } from '../../src/access/route-matrix.kit.ts';
import { createManualClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { systemRandomBytes } from '../../src/base/random.ts';
import { MS_PER_DAY } from '../../src/base/time.ts';
import { createGrpcHandler, type GrpcHandler } from '../../src/doors/common/grpc/handler.ts';
import { frameMessage } from '../../src/doors/common/grpc/message-frame.ts';
import type { GrpcCall, GrpcMethod } from '../../src/doors/common/grpc/method.ts';
import { otlpGrpcMethods, otlpRoutes } from '../../src/doors/otlp/index.ts';
import { rollbarRoutes } from '../../src/doors/rollbar/index.ts';
import { type XRayParts, xrayApi } from '../../src/doors/xray/index.ts';
import { DEFAULT_RECORD_LIMITS } from '../../src/model/limits.ts';
import { openTestApp, openTestStores } from '../../src/server/app.kit.ts';
import type { AppOptions } from '../../src/server/build-app.ts';
import type { DoorParts, GrpcParts } from '../../src/server/serve-options.ts';
import { ROOT } from '../support/repository.ts';

const BODY_LIMITS = { bodyBytesMax: 2 ** 20, inflatedBytesMax: 2 ** 20 };
const OTLP = {
  bodyLimits: BODY_LIMITS,
  recordLimits: DEFAULT_RECORD_LIMITS,
  retentionMs: MS_PER_DAY,
  clock: createManualClock(NOW_MS),
  random: () => 0,
  log: silentLog,
};
const ROLLBAR = { ...OTLP, itemsPerMinute: 1_000, randomBytes: systemRandomBytes, serverName: 'test' };

/** No handler runs. */
const NO_XRAY_PARTS = {} as XRayParts;

/** By folder of src/doors. A door that is missing here, or that `main.ts` does not mount, fails below. */
const DOORS: Record<string, Door> = {
  otlp: {
    mount: async (app, parts) => void (await app.register(otlpRoutes, { ...parts, ...OTLP })),
    methods: (parts) => otlpGrpcMethods({ ...parts, ...OTLP }),
  },
  rollbar: {
    mount: async (app, parts) => void (await app.register(rollbarRoutes, { ...parts, ...ROLLBAR })),
    methods: () => [],
  },
  xray: {
    mount: async (app, parts) => void (await app.register(xrayApi, { ...parts, ...OTLP, parts: NO_XRAY_PARTS })),
    methods: () => [],
  },
};

interface Door {
  readonly mount: (app: FastifyInstance, parts: DoorParts) => Promise<void>;
  readonly methods: (parts: GrpcParts) => readonly GrpcMethod[];
}

/** The methods of every door behind the process's own guard; what is let in answers with its environment. */
function openMethods(parts: GrpcParts): { methods: readonly GrpcMethod[]; handler: GrpcHandler } {
  const methods = Object.values(DOORS).flatMap((door) => door.methods(parts));
  const stopped = methods.map((method) => ({
    ...method,
    answer: async ({ environment }: GrpcCall) => Buffer.from(`${LET_THROUGH} of ${environment ?? 'none'}`),
  }));
  const ignore = () => undefined;
  const options = { bodyLimits: BODY_LIMITS, random: () => 0, onRefused: ignore, onBug: ignore };
  return { methods, handler: createGrpcHandler({ ...parts, ...options, methods: stopped }) };
}

/** A client's calls to this handler over a connection of its own. */
async function openCalls(handler: GrpcHandler) {
  const server = createServer().on('stream', handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return {
    async call(path: string, headers: Readonly<Record<string, string>>): Promise<string> {
      const named = { ':method': 'POST', ':path': path, 'content-type': 'application/grpc' };
      const stream = session.request({ ...named, ...headers });
      stream.end(frameMessage(Buffer.alloc(0)));
      const [head] = (await once(stream, 'response')) as [IncomingHttpHeaders];
      const body = await buffer(stream);
      return head['grpc-status']?.toString() ?? body.subarray(frameMessage(Buffer.alloc(0)).length).toString();
    },
    close() {
      session.close();
      server.close();
    },
  };
}

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
        for (const door of Object.values(DOORS)) await door.mount(app, parts);
      };
      let methods: readonly GrpcMethod[] = [];
      const openGrpc: AppOptions['openGrpc'] = (parts) => {
        const opening = openMethods(parts);
        methods = opening.methods;
        return opening.handler;
      };
      const opened = await openTestApp({ ...stores, ...test }, { ...options, clock: test.clock, mountDoors, openGrpc });
      const calls = await openCalls(opened.grpc);
      close = async () => {
        calls.close();
        await opened.close();
      };
      return { app: opened.app, routes, methods, callMethod: calls.call, test, isKeylessAllowed };
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

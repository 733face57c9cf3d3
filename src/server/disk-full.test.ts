import type { FastifyError } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { firstRunOf } from '../access/access.kit.ts';
import type { RouteAccess } from '../access/index.ts';
import { CombrayError } from '../model/errors.ts';
import { guardAt, ROOMY } from '../store/disk.kit.ts';
import type { DiskGuard } from '../store/index.ts';
import { openTestApp, openTestStores, type TestApp } from './app.kit.ts';
import type { GrpcParts } from './serve-options.ts';

const SEND: RouteAccess = { credential: 'key', scope: 'send_events', environment: 'key' };
const READ: RouteAccess = { credential: 'key', scope: 'run_queries', environment: 'key' };

let stores: Awaited<ReturnType<typeof openTestStores>>;
let opened: TestApp;
let grpc: GrpcParts;
let key: string;
let isFull = false;
let bodyReads = 0;

const guard: DiskGuard = {
  ...guardAt(() => ({ ...ROOMY, level: isFull ? 'full' : 'ok', usedBytes: 95, telemetryBytesMax: 7 })),
  requireSpace: () => {
    if (isFull) throw new CombrayError('disk-full', 'full');
  },
};

beforeAll(async () => {
  stores = await openTestStores();
  opened = await openTestApp(
    { ...stores, guard },
    {
      mountDoors: async (app, { authorize }) => {
        await app.register(async (door) => {
          door.addContentTypeParser('text/x', { parseAs: 'string' }, (_request, body, done) => {
            bodyReads++;
            done(null, body);
          });
          door.setErrorHandler((error: FastifyError | CombrayError, _request, reply) =>
            reply.send({ code: error.code }),
          );
          door.post('/send', { config: { access: SEND }, onRequest: authorize }, () => ({ code: 'kept' }));
          door.post('/read', { config: { access: READ }, onRequest: authorize }, () => ({ code: 'read' }));
        });
      },
      openGrpc: (parts) => {
        grpc = parts;
        return (stream) => stream.close();
      },
    },
  );
  key = (await firstRunOf(stores.test)).configurationKey;
});
afterAll(async () => {
  await opened.close();
  await stores.close();
});

const post = async (url: string, as = key) => {
  const headers = { 'content-type': 'text/x', 'x-honeycomb-team': as };
  return (await opened.app.inject({ method: 'POST', url, headers, payload: 'body' })).json().code;
};
const call = (access: RouteAccess) => {
  try {
    return grpc.admit({ headers: { 'x-honeycomb-team': key } }, access);
  } catch (error) {
    return (error as CombrayError).code;
  }
};

it('a full disk turns away who would send, before the body is read, and nobody else', async () => {
  const environment = stores.access.directory.firstEnvironment()?.id;
  expect([await post('/send'), await post('/read'), bodyReads]).toEqual(['kept', 'read', 2]);
  expect([call(SEND), call(READ), call({ credential: 'none' })]).toEqual([environment, environment, undefined]);

  isFull = true;
  expect([await post('/send'), bodyReads]).toEqual(['disk-full', 2]);
  expect(await post('/send', 'nobody')).toBe('key-unknown');
  expect([await post('/read'), bodyReads]).toEqual(['read', 3]);
  expect([call(SEND), call(READ), call({ credential: 'none' })]).toEqual(['disk-full', environment, undefined]);

  isFull = false;
  expect(await post('/send')).toBe('kept');
});

it('the figures of the disk are among the metrics', async () => {
  isFull = true;
  const { payload } = await opened.app.inject('/metrics');
  for (const line of [
    'combray_disk_used_bytes 95',
    'combray_disk_free_bytes 999',
    'combray_disk_limit_bytes 7',
    'combray_disk_level 2',
    'combray_days_dropped_total{reason="limit"} 0',
    'combray_days_dropped_total{reason="retention"} 0',
    'combray_rows_expired_total 0',
  ]) {
    expect(payload.split('\n')).toContain(line);
  }
});

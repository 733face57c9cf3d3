import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../tests/support/free-port.ts';
import { NO_BOOTSTRAP } from '../access/access.kit.ts';
import { systemClock } from '../base/clock.ts';
import { DirectoryLockedError } from '../base/directory-lock.ts';
import { silentLog } from '../base/log.ts';
import { systemRandomBytes } from '../base/random.ts';
import { MS_PER_DAY } from '../base/time.ts';
import { openControl } from '../control/index.ts';
import { makePage } from './app.kit.ts';
import { CONTROL_FILE, PORTS_FILE, type PortsFile } from './data-files.ts';
import { isStartFailure, printSetup, type Running, serve } from './index.ts';
import { StartError } from './listeners.ts';
import type { ServeOptions } from './serve-options.ts';

const HOST = '127.0.0.1';
const SEND = { access: { credential: 'key', scope: 'send_events', environment: 'key' } } as const;

let dataDirectory: string;
const running: Running[] = [];
let greeting = '';
beforeEach(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'combray-serve-'));
});
afterEach(async () => {
  for (const each of running.splice(0)) await each.close();
});

async function start(options: Partial<ServeOptions> = {}): Promise<Running> {
  const started = await serve({
    version: '1.2.3',
    dataDirectory,
    clickhouseUrl: undefined,
    databaseUrl: undefined,
    pageDirectory: makePage(),
    host: HOST,
    ports: { http: 0, otlpHttp: 0, otlpGrpc: 0 },
    xray: { environment: undefined, allow: ['127.0.0.0/8'] },
    publicUrl: undefined,
    trustProxy: [],
    tls: undefined,
    keyless: 'auto',
    memoryBytes: 2 ** 30,
    retentionMs: 30 * MS_PER_DAY,
    telemetryBytesMax: undefined,
    queueBytesMax: 2 ** 26,
    secretKey: undefined,
    bootstrap: NO_BOOTSTRAP,
    clock: systemClock,
    randomBytes: systemRandomBytes,
    random: () => 0,
    log: silentLog,
    greet: (text) => {
      greeting = text;
    },
    mountDoors: async (app, { authorize }) => {
      app.post('/probe', { config: SEND, onRequest: authorize }, () => 'ok');
    },
    openXRay: undefined,
    openGrpc: () => (stream) => stream.close(),
    ...options,
  });
  running.push(started);
  return started;
}

const setup = (ports = { http: 8080, otlpHttp: 4318, otlpGrpc: 4317 }, databaseUrl?: string) =>
  printSetup({
    dataDirectory,
    databaseUrl,
    secretKey: undefined,
    host: HOST,
    ports,
    publicUrl: undefined,
    tls: undefined,
    clock: systemClock,
    randomBytes: systemRandomBytes,
  });

const portsPath = () => join(dataDirectory, PORTS_FILE);
const readPorts = () => JSON.parse(readFileSync(portsPath(), 'utf8')) as PortsFile;
const keyIn = (block: string) => /x-honeycomb-team=(\S+)/.exec(block)?.[1] ?? '';
const tokenIn = (block: string) => /\/sign-in\?token=(\S+)/.exec(block)?.[1] ?? '';

const probe = async (key: string) => {
  const headers = { 'x-honeycomb-team': key };
  return (await fetch(`http://${HOST}:${readPorts().ports.otlpHttp}/probe`, { method: 'POST', headers })).status;
};
const signIn = async (token: string) => {
  const [body, headers] = [JSON.stringify({ token }), { 'content-type': 'application/json' }];
  const url = `http://${HOST}:${readPorts().ports.http}/api/ui/session/link`;
  return (await fetch(url, { method: 'POST', headers, body })).status;
};

describe('a server', () => {
  it('says where it is, answers on both ports, and leaves no trace of running behind', async () => {
    const { close } = await start();
    const { pid, version, ports } = readPorts();
    expect([pid, version]).toEqual([process.pid, '1.2.3']);
    expect(readdirSync(dataDirectory).filter((name) => name.startsWith('combray.json'))).toEqual(['combray.json']);
    expect(greeting).toContain(`http://${HOST}:${ports.http}/sign-in?token=`);
    expect(greeting).toContain(`OTEL_EXPORTER_OTLP_ENDPOINT=http://${HOST}:${ports.otlpHttp}\n`);
    for (const port of [ports.http, ports.otlpHttp]) {
      expect((await fetch(`http://${HOST}:${port}/readyz`)).status).toBe(200);
    }
    expect(await probe(keyIn(greeting))).toBe(200);
    expect([await signIn(tokenIn(greeting)), await signIn(tokenIn(greeting))]).toEqual([204, 401]);
    expect(await close()).toBe(true);
    expect(existsSync(portsPath())).toBe(false);
    await expect(fetch(`http://${HOST}:${ports.http}/healthz`)).rejects.toThrow();
  });

  it('shows keys on its first start only', async () => {
    const first = await start();
    await first.close();
    const block = greeting;
    await start();
    expect(greeting).toBe(
      `Combray http://${HOST}:${readPorts().ports.http} (keys and a sign-in link: npm start -- --print-setup)\n`,
    );
    expect(await probe(keyIn(block))).toBe(200);
  });

  it('has its data directory to itself', async () => {
    await start();
    const before = readFileSync(portsPath(), 'utf8');
    const refusal = await start().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(DirectoryLockedError);
    expect((refusal as Error).message).toContain(String(process.pid));
    expect(readFileSync(portsPath(), 'utf8')).toBe(before);
    expect((await fetch(`http://${HOST}:${readPorts().ports.http}/healthz`)).status).toBe(200);
  });

  it('that cannot have its second port gives back all it had taken', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, HOST, resolve));
    const { port } = blocker.address() as { port: number };
    const refusal = await start({ ports: { http: 0, otlpHttp: port, otlpGrpc: 0 } }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(StartError);
    expect((refusal as Error).message).toContain('--otlp-http-port');
    expect(existsSync(portsPath())).toBe(false);
    blocker.close();
    await start();
  });
});

describe('--print-setup', () => {
  it('gives a running server a key it soon knows, and a link that works', async () => {
    await start();
    const block = await setup();
    const { ports } = readPorts();
    expect(block).toContain(`http://${HOST}:${ports.http}/sign-in?token=`);
    expect(block).toContain(`OTEL_EXPORTER_OTLP_ENDPOINT=http://${HOST}:${ports.otlpHttp}\n`);
    expect(await signIn(tokenIn(block))).toBe(204);
    await expect.poll(() => probe(keyIn(block))).toBe(200);
  });

  it('prepares a stopped one, under the ports it is configured to take', async () => {
    await (await start()).close();
    const block = await setup({ http: 81, otlpHttp: 82, otlpGrpc: 83 });
    expect(block).toContain(`http://${HOST}:81/sign-in?token=`);
    expect(block).toContain(`OTEL_EXPORTER_OTLP_ENDPOINT=http://${HOST}:82\n`);
    await start();
    expect(await probe(keyIn(block))).toBe(200);
    expect(await signIn(tokenIn(block))).toBe(204);
  });

  it('says in one line that nothing is set up, and sets up nothing', async () => {
    const refusal = await setup().catch((error: unknown) => error);
    expect(isStartFailure(refusal)).toBe(true);
    expect((refusal as Error).message).toBe(`nothing is set up in ${dataDirectory} yet: start the server once`);
    expect(readdirSync(dataDirectory)).toEqual([]);
  });

  it('says in one line that PostgreSQL is away', async () => {
    const url = `postgres://combray:secret@${HOST}:${await freePort()}/combray`;
    const refusal = await setup(undefined, url).catch((error: unknown) => error);
    expect(isStartFailure(refusal)).toBe(true);
    expect((refusal as Error).message).toMatch(/^PostgreSQL does not answer: connect ECONNREFUSED [\d.:]+$/);
  });

  it('says the same where a first start was cut short', async () => {
    const control = await openControl({ location: { path: join(dataDirectory, CONTROL_FILE) }, clock: systemClock });
    await control.close();
    const refusal = await setup().catch((error: unknown) => error);
    expect(isStartFailure(refusal)).toBe(true);
    expect((refusal as Error).message).toBe(`nothing is set up in ${dataDirectory} yet: start the server once`);
  });
});

import { once } from 'node:events';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { createInflater } from '../../src/base/inflate.ts';
import { silentLog } from '../../src/base/log.ts';
import { MS_PER_DAY } from '../../src/base/time.ts';
import { otlpGrpc } from '../../src/doors/otlp/index.ts';
import { CombrayError } from '../../src/model/errors.ts';
import type { EnvironmentId } from '../../src/model/ids.ts';
import { DEFAULT_RECORD_LIMITS } from '../../src/model/limits.ts';
import { type ApiClient, signIn } from '../support/api.ts';
import { startChild } from '../support/child.ts';
import { installPackages, pythonWith } from '../support/examples.ts';
import { ROOT } from '../support/repository.ts';
import { BOOTSTRAP, startServer, type TestServer } from '../support/server.ts';
import { waitFor } from '../support/wait.ts';

const PYTHON = join(ROOT, 'tests/clients/python-grpc');
const NODE = join(ROOT, 'tests/clients/node-grpc');

const CLIENTS: Readonly<Record<string, () => [command: string, args: string[], folder: string]>> = {
  python: () => [pythonWith(join(PYTHON, 'requirements.txt')), ['send.py'], PYTHON],
  node: () => {
    installPackages(NODE);
    return [process.execPath, ['send.mjs'], NODE];
  },
};

/** Runs a client to its end; the id of the trace it made and what it complained about. */
async function runClient(name: string, endpoint: string, key: string, more: Record<string, string> = {}) {
  const [command, args, cwd] = CLIENTS[name]!();
  const child = startChild(command, args, {
    cwd,
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_HEADERS: `x-honeycomb-team=${key}`,
      OTEL_SERVICE_NAME: `${name}-grpc`,
      ...more,
    },
  });
  const { code } = await child.exited;
  const [, traceId = ''] = /trace (\w{32})/.exec(child.stdout()) ?? [];
  return { code, traceId, complaints: child.stderr() };
}

describe('the official exporters over gRPC', () => {
  let server: TestServer;
  let api: ApiClient;
  beforeAll(async () => {
    server = await startServer();
    api = await signIn(server);
  });
  afterAll(() => server?.close());

  it.each([
    ['python', 'none'],
    ['python', 'gzip'],
    ['node', 'none'],
    ['node', 'gzip'],
  ])('%s, compression %s: a span, a log record and a metric arrive', async (name, compression) => {
    const more: Record<string, string> = { OTEL_SERVICE_NAME: `${name}-${compression}` };
    // Python knows no word for none.
    if (compression !== 'none') more.OTEL_EXPORTER_OTLP_COMPRESSION = compression;
    const { code, traceId, complaints } = await runClient(name, server.otlpGrpc, BOOTSTRAP.key, more);
    expect({ code, complaints }).toEqual({ code: 0, complaints: '' });
    expect((await api.trace(traceId)).spanCount).toBe(1);
    const rows = await waitFor(
      async () => {
        const found = await api.query({
          calculations: [{ op: 'COUNT' }],
          breakdowns: ['meta.signal_type', 'body', 'severity_text', 'trace.trace_id', 'orders', 'article'],
          filters: [{ column: 'service.name', op: '=', value: `${name}-${compression}` }],
        });
        return found.length >= 3 ? found : undefined;
      },
      { what: 'rows of three signals' },
    );
    const of = (signal: string) => rows.filter((row) => row['meta.signal_type'] === signal);
    expect(of('trace')).toMatchObject([{ 'trace.trace_id': traceId, COUNT: 1 }]);
    expect(of('log')).toMatchObject([
      { body: 'bought tea', severity_text: 'INFO', 'trace.trace_id': traceId, COUNT: 1 },
    ]);
    expect(of('metric')).toMatchObject([{ orders: 3, article: 'tea', COUNT: 1 }]);
  });

  it('are told in gRPC’s own words what is wrong with their key', async () => {
    const { complaints } = await runClient('python', server.otlpGrpc, 'nobody-knows-this-key0');
    expect(complaints).toContain('UNAUTHENTICATED');
  });
});

describe('the official exporters, refused', () => {
  /** The door over an intake that fails as often as told, and the outcomes of its calls in order. */
  async function openDoor({ failures = 0, bodyBytesMax = 2 ** 20 }) {
    const outcomes: string[] = [];
    const inflater = createInflater();
    const handler = otlpGrpc({
      bodyLimits: { bodyBytesMax, inflatedBytesMax: bodyBytesMax },
      recordLimits: DEFAULT_RECORD_LIMITS,
      retentionMs: MS_PER_DAY,
      clock: systemClock,
      random: () => 0.99,
      log: silentLog,
      inflater,
      intake: {
        accept: async () => {
          if (failures-- > 0) throw new CombrayError('overloaded', 'come back later');
          outcomes.push('accepted');
        },
        refused: (_door, code) => outcomes.push(code),
      },
      onBug: () => outcomes.push('bug'),
      isReady: async () => true,
      admit: () => 1 as EnvironmentId,
    });
    const listener = createServer().on('stream', handler).listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const endpoint = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
    const close = async () => {
      listener.close();
      await inflater.close();
    };
    return { endpoint, outcomes, close };
  }

  it('for a while: Python waits as long as RetryInfo says, and loses nothing', async () => {
    const { endpoint, outcomes, close } = await openDoor({ failures: 1 });
    const { code, complaints } = await runClient('python', endpoint, 'key');
    expect(code).toBe(0);
    expect(complaints).toMatch(/UNAVAILABLE encountered while exporting traces.*retrying in 3\.00s.*come back later/);
    expect(outcomes).toEqual(['overloaded', 'accepted', 'accepted', 'accepted']);
    await close();
  });

  it('for being too large: Node does not send it again', async () => {
    const { endpoint, outcomes, close } = await openDoor({ bodyBytesMax: 10 });
    const { complaints } = await runClient('node', endpoint, 'key');
    expect(complaints).toContain('request body is larger than 10 bytes');
    expect(outcomes).toEqual(['body-too-large', 'body-too-large', 'body-too-large']);
    await close();
  });

  it('for being too large: Python, which repeats it whatever we say, gives up within its timeout', async () => {
    const { endpoint, outcomes, close } = await openDoor({ bodyBytesMax: 10 });
    const { code, complaints } = await runClient('python', endpoint, 'key', { OTEL_EXPORTER_OTLP_TIMEOUT: '2' });
    expect(code).toBe(0);
    expect(complaints).toContain('Failed to export traces');
    // Of each signal one now and one after a second; RetryInfo would say three.
    expect(outcomes.length).toBeLessThanOrEqual(6);
    expect(complaints).not.toContain('retrying in 3.00s');
    await close();
  });
});

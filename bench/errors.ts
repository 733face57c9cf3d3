import { randomUUID } from 'node:crypto';
import { loadavg } from 'node:os';
import { rollbarApi } from '../tests/support/rollbar.ts';
import { BOOTSTRAP, startServer } from '../tests/support/server.ts';
import { waitFor } from '../tests/support/wait.ts';
import { createSender } from './load/sender.ts';
import { processUse, settle, watchMemory } from './process-use.ts';
import { appendResult, quantile } from './results.ts';
import { bytesText } from './units.ts';

/** `BENCH_ERRORS` for a quick look; figures that are kept are of these many. */
const ERRORS = Number(process.env.BENCH_ERRORS ?? 3_000);
const WARM_UP_ERRORS = 500;
const CONNECTIONS = 32;
const PAYLOAD_BYTES = 20_000;
const KINDS = 100;
const FRAMES = 30;

/** How fast Rollbar items are taken: grouped into issues, stored with their payloads, read back by Rollbar's own API. */
export async function benchErrors(): Promise<void> {
  const server = await startServer({ env: { COMBRAY_ROLLBAR_RATE_LIMIT: '1000000' } });
  const { pid } = server.process;
  const headers = { 'content-type': 'application/json', 'x-rollbar-access-token': BOOTSTRAP.rollbarToken };
  const sender = createSender({ origin: server.origin, connections: CONNECTIONS, headers });
  const post = async (count: number): Promise<{ latenciesMs: number[]; refusals: number }> => {
    const latenciesMs: number[] = [];
    let refusals = 0;
    let started = 0;
    const connect = async () => {
      for (let number = started++; number < count; number = started++) {
        const { milliseconds, refusalCount } = await sender.send('/api/1/item/', itemBody(number % KINDS));
        latenciesMs.push(milliseconds);
        refusals += refusalCount;
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, connect));
    return { latenciesMs, refusals };
  };
  try {
    await post(WARM_UP_ERRORS);
    await settle(pid);
    const memory = watchMemory(pid);
    const cpuBefore = processUse(pid).cpuSeconds;
    const [others = 0] = loadavg();
    const start = performance.now();
    const { latenciesMs, refusals } = await post(ERRORS);
    const seconds = (performance.now() - start) / 1_000;
    await untilReadable(server, WARM_UP_ERRORS + ERRORS);
    const readableSeconds = (performance.now() - start) / 1_000;
    const cpuSeconds = processUse(pid).cpuSeconds - cpuBefore;
    const ms = (share: number) => `${quantile(latenciesMs, share).toFixed(0)} ms`;
    appendResult({
      title: 'Taking errors in',
      data: `${ERRORS} Rollbar items of ${PAYLOAD_BYTES} bytes, ${FRAMES} frames each, ${KINDS} different errors, ${CONNECTIONS} connections in a closed loop from a process on the same machine; ${refusals} refusals. The machine was shared: ${others.toFixed(0)} processes were running or waiting before. Readable: the items of Rollbar's API count them all.`,
      figures: [
        ['acknowledged, errors a second', (ERRORS / seconds).toFixed(0)],
        ['readable, errors a second', (ERRORS / readableSeconds).toFixed(0)],
        ['CPU of the server, ms an error', ((cpuSeconds / ERRORS) * 1_000).toFixed(2)],
        ['answer, p50 / p99 / worst', [ms(0.5), ms(0.99), ms(1)].join(' / ')],
        ['memory, at most', bytesText(memory.stop())],
      ],
    });
  } finally {
    sender.close();
    await server.close();
  }
}

/** An error of this kind as pyrollbar sends it, padded by locals. */
function itemBody(kind: number): Buffer {
  const frames = Array.from({ length: FRAMES }, (_, depth) => ({
    filename: `/srv/shop/views/part${kind}.py`,
    lineno: 10 + depth,
    method: `step_${String.fromCharCode(97 + (depth % 26))}`,
    code: `    return self.step(request, order=order, depth=${depth})`,
    argspec: ['self', 'request'],
    locals: { self: "<class 'shop.views.View'>", request: "<class 'flask.wrappers.Request'>", note: '' },
  }));
  const exception = { class: `ShopError${kind}`, message: `order ${kind} cannot be shipped` };
  const data = {
    timestamp: Math.floor(Date.now() / 1_000),
    environment: 'production',
    level: 'error',
    language: 'python 3.11.7',
    framework: 'flask',
    uuid: randomUUID(),
    notifier: { name: 'pyrollbar', version: '1.5.0' },
    server: { host: `web-${kind % 4}`, root: '/srv/shop' },
    request: { url: 'http://shop.example/orders', method: 'GET', user_ip: `192.0.2.${kind}` },
    body: { trace: { frames, exception } },
  };
  const spare = Math.floor((PAYLOAD_BYTES - JSON.stringify({ data }).length) / FRAMES);
  for (const frame of frames) frame.locals.note = 'x'.repeat(Math.max(0, spare));
  return Buffer.from(JSON.stringify({ data }));
}

async function untilReadable(server: { readonly origin: string }, count: number): Promise<void> {
  const api = rollbarApi(server);
  const look = async () => {
    const total = (await api.items()).reduce((sum, item) => sum + item.total_occurrences, 0);
    return total >= count ? true : undefined;
  };
  await waitFor(look, { what: `${count} occurrences`, timeoutMs: 60_000, everyMs: 20 });
}

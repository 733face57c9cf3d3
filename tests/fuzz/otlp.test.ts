import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createInflater } from '../../src/base/inflate.ts';
import { signIn } from '../support/api.ts';
import { inflateCapture, readCaptures } from '../support/captures.ts';
import { readCounter } from '../support/metrics.ts';
import { otlpJson, postTraces } from '../support/otlp.ts';
import { requestAsJson } from '../support/otlp-protobuf.ts';
import { seededRandom, takeSeed } from '../support/random.ts';
import { BOOTSTRAP, startServer, type TestServer } from '../support/server.ts';
import { createSessions, makeGrpcCase, sendGarbageFrames, sendGrpc } from './grpc-case.ts';
import { makeHttpCase, type Seed, sendHttp } from './http-case.ts';

/** `FUZZ_SECONDS=7200 npm run fuzz` goes on for two hours. */
const SECONDS = Number(process.env.FUZZ_SECONDS ?? 60);
const WORKERS = 8;
const MIB = 2 ** 20;
/** Of the whole process, engine included: COMBRAY_MEMORY by default. Two thirds of it are what this was seen to take. */
const PEAK_BYTES_MAX = 1_024 * MIB;

/** Answers to bad data. A 5xx among them would be sent again for ever, or be a bug. */
const HTTP_STATUSES = new Set([200, 204, 400, 401, 404, 405, 413, 415]);
/** OK, INVALID_ARGUMENT, DEADLINE_EXCEEDED, NOT_FOUND, RESOURCE_EXHAUSTED, UNIMPLEMENTED, INTERNAL for broken frames, UNAUTHENTICATED. */
const GRPC_STATUSES = new Set([0, 3, 4, 5, 8, 12, 13, 16, 405, 415]);

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ env: { COMBRAY_KEYLESS: 'off' } });
});
afterAll(() => server?.close());

/** Every capture in protobuf and in JSON, and a small request of each signal. */
async function readSeeds(): Promise<Seed[]> {
  const inflater = createInflater();
  const seeds: Seed[] = [];
  for (const capture of readCaptures()) {
    const { signal, encoding } = capture;
    const bytes = Buffer.from(await inflateCapture(inflater, capture));
    seeds.push({ signal, encoding, bytes });
    if (encoding === 'json') continue;
    seeds.push({ signal, encoding: 'json', bytes: Buffer.from(JSON.stringify(requestAsJson(signal, bytes))) });
  }
  await inflater.close();
  return seeds;
}

function peakBytes(pid: number): number {
  const [, kib] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) * 1024;
}

it(
  `for ${SECONDS} s nothing that is sent harms the server, and it works and stops as ever afterwards`,
  async () => {
    const seed = takeSeed('fuzz');
    const seeds = await readSeeds();
    const corpus = seeds.map(({ bytes }) => bytes);
    const sessions = createSessions(server.otlpGrpc);
    const endMs = performance.now() + SECONDS * 1_000;
    const counts = new Map<string, number>();
    const failures: string[] = [];
    let next = 0;

    /** Each case is made from the seed and its number alone: neither order nor timing changes what is sent. */
    const runCase = async (index: number): Promise<void> => {
      const random = seededRandom(seed + index * 7_919);
      const chance = random();
      const isGrpc = chance < 0.4;
      if (chance > 0.99) return sendGarbageFrames(server.otlpGrpc, random, corpus);
      const status = isGrpc
        ? await sendGrpc(sessions.get(), makeGrpcCase(random, seeds, corpus))
        : await sendHttp(server.otlpHttp, makeHttpCase(random, seeds, corpus));
      const transport = isGrpc ? 'grpc' : 'http';
      counts.set(`${transport} ${status}`, (counts.get(`${transport} ${status}`) ?? 0) + 1);
      const isExpected = status === undefined || (isGrpc ? GRPC_STATUSES : HTTP_STATUSES).has(status);
      if (!isExpected) failures.push(`case ${index}: ${transport} ${status}`);
    };
    const work = async (): Promise<void> => {
      while (performance.now() < endMs && failures.length < 10 && server.process.isRunning()) {
        const index = next++;
        await runCase(index).catch((error: unknown) => failures.push(`case ${index}: ${error}`));
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, work));
    sessions.close();

    const told = { seed, failures, stderr: server.process.stderr().slice(-4_000) };
    expect({ ...told, isRunning: server.process.isRunning() }).toEqual({ ...told, failures: [], isRunning: true });
    expect(await readCounter(server, 'combray_bugs_total')).toBe(0);
    const peak = peakBytes(server.process.pid);
    process.stderr.write(
      `fuzz: ${next} cases, at most ${Math.round(peak / MIB)} MiB, ${JSON.stringify(Object.fromEntries([...counts].sort()))}\n`,
    );
    expect(peak).toBeLessThan(PEAK_BYTES_MAX);
    // A fuzzer whose every case is refused at the door tests nothing.
    for (const wanted of ['http 200', 'http 400', 'http 413', 'grpc 0', 'grpc 3', 'grpc 8', 'grpc 13']) {
      expect({ wanted, count: counts.get(wanted) ?? 0 }).not.toEqual({ wanted, count: 0 });
    }

    const traceId = '1'.padStart(32, 'f');
    const body = otlpJson({ traceId, spanCount: 3, startMs: Date.now() });
    expect((await postTraces(server, body, { 'x-honeycomb-team': BOOTSTRAP.key })).status).toBe(200);
    expect((await (await signIn(server)).trace(traceId)).spanCount).toBe(3);
    expect(await server.process.stop()).toEqual({ code: 0, signal: null });
  },
  (SECONDS + 120) * 1_000,
);

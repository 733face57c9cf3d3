import { afterAll, beforeAll, expect, it } from 'vitest';
import { createInflater } from '../../src/base/inflate.ts';
import { signIn } from '../support/api.ts';
import { inflateCapture, readCaptures } from '../support/captures.ts';
import { otlpJson, postTraces } from '../support/otlp.ts';
import { requestAsJson } from '../support/otlp-protobuf.ts';
import { takeSeed } from '../support/random.ts';
import { BOOTSTRAP, startServer, type TestServer } from '../support/server.ts';
import { createSessions, makeGrpcCase, sendGarbageFrames, sendGrpc } from './grpc-case.ts';
import { makeHttpCase, type Seed, sendHttp } from './http-case.ts';
import { expectAll, runCases, SECONDS } from './run-cases.ts';

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

it(
  `for ${SECONDS} s nothing that is sent harms the server, and it works and stops as ever afterwards`,
  async () => {
    const seed = takeSeed('fuzz');
    const seeds = await readSeeds();
    const corpus = seeds.map(({ bytes }) => bytes);
    const sessions = createSessions(server.otlpGrpc);
    const counts = await runCases(server, { seed, workers: 8 }, async (random) => {
      const chance = random();
      const isGrpc = chance < 0.4;
      if (chance > 0.99) {
        await sendGarbageFrames(server.otlpGrpc, random, corpus);
        return undefined;
      }
      const status = isGrpc
        ? await sendGrpc(sessions.get(), makeGrpcCase(random, seeds, corpus))
        : await sendHttp(server.otlpHttp, makeHttpCase(random, seeds, corpus));
      const isExpected = status === undefined || (isGrpc ? GRPC_STATUSES : HTTP_STATUSES).has(status);
      return { name: `${isGrpc ? 'grpc' : 'http'} ${status}`, isExpected };
    });
    sessions.close();
    expectAll(counts, ['http 200', 'http 400', 'http 413', 'grpc 0', 'grpc 3', 'grpc 8', 'grpc 13']);

    const traceId = '1'.padStart(32, 'f');
    const body = otlpJson({ traceId, spanCount: 3, startMs: Date.now() });
    expect((await postTraces(server, body, { 'x-honeycomb-team': BOOTSTRAP.key })).status).toBe(200);
    expect((await (await signIn(server)).trace(traceId)).spanCount).toBe(3);
    expect(await server.process.stop()).toEqual({ code: 0, signal: null });
  },
  (SECONDS + 120) * 1_000,
);

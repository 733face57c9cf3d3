import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readCounter } from '../support/metrics.ts';
import { takeSeed } from '../support/random.ts';
import { rollbarApi } from '../support/rollbar.ts';
import { BOOTSTRAP, startServer, type TestServer } from '../support/server.ts';
import { makeDatagram, makeItemCase, makeOperationCase, readDocuments } from './error-cases.ts';
import { sendHttp } from './http-case.ts';
import { expectAll, runCases, SECONDS } from './run-cases.ts';

const WORKERS = 8;
const ITEM_STATUSES = new Set([200, 204, 400, 401, 403, 404, 405, 413, 415, 422, 429]);
const OPERATION_STATUSES = new Set([200, 400, 403, 404, 405, 413, 415]);

let server: TestServer;
beforeAll(async () => {
  // No limit of a minute, so that items go on being looked at.
  server = await startServer({ env: { COMBRAY_KEYLESS: 'off', COMBRAY_ROLLBAR_RATE_LIMIT: '1000000000' } });
});
afterAll(() => server?.close());

it(
  `for ${SECONDS} s nothing that Rollbar’s and X-Ray’s doors are sent harms the server, and it works and stops as ever`,
  async () => {
    const seed = takeSeed('fuzz/errors');
    const [items, documents] = [readDocuments('rollbar'), readDocuments('xray')];
    expect(Math.min(items.length, documents.length)).toBeGreaterThan(5);
    const socket = createSocket('udp4');
    const [host, port] = server.xray.split(':');
    const sendDatagram = (datagram: Buffer) =>
      new Promise<void>((resolve, reject) => {
        socket.send(datagram, Number(port), host, (error) => (error ? reject(error) : resolve()));
      });

    const counts = await runCases(server, { seed, workers: WORKERS }, async (random) => {
      const chance = random();
      if (chance < 0.2) {
        await sendDatagram(makeDatagram(random, documents));
        return { name: 'datagram', isExpected: true };
      }
      const isItem = chance < 0.6;
      const status = isItem
        ? await sendHttp(server.origin, makeItemCase(random, items))
        : await sendHttp(`http://${server.xray}`, makeOperationCase(random, documents));
      const isExpected = status === undefined || (isItem ? ITEM_STATUSES : OPERATION_STATUSES).has(status);
      return { name: `${isItem ? 'item' : 'operation'} ${status}`, isExpected };
    });
    socket.close();
    expectAll(counts, ['item 200', 'item 400', 'item 401', 'item 422', 'operation 200', 'operation 400']);
    for (const door of ['rollbar', 'xray_http', 'xray_udp']) {
      const accepted = await readCounter(server, 'combray_records_accepted_total', `door="${door}"`);
      expect([door, accepted]).not.toEqual([door, 0]);
    }

    const uuid = randomUUID();
    const answer = await fetch(`${server.origin}/api/1/item/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-rollbar-access-token': BOOTSTRAP.rollbarToken },
      body: JSON.stringify({ data: { environment: 'production', uuid, body: { message: { body: 'still at work' } } } }),
    });
    expect(answer.status).toBe(200);
    expect((await rollbarApi(server).instance(uuid)).item.title).toBe('still at work');
    expect(await server.process.stop()).toEqual({ code: 0, signal: null });
  },
  (SECONDS + 120) * 1_000,
);

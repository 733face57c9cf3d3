import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startClickHouse, type TestClickHouse } from '../../tests/support/clickhouse-node.ts';
import { freePort } from '../../tests/support/free-port.ts';
import { AssertionError } from '../base/assert.ts';
import { silentLog } from '../base/log.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import type { Engine } from './engine.ts';
import { nativeBlock, stringColumn } from './native-block.ts';
import { createNodeEngine } from './node-engine.ts';

const block = (...values: string[]) => nativeBlock(values.length, [stringColumn('s', values)]);

describe('a ClickHouse node as the engine', () => {
  let node: TestClickHouse;
  let count = 0;
  let engine: Engine | undefined;

  beforeAll(async () => {
    node = await startClickHouse();
  }, 60_000);
  afterAll(() => node?.close());
  afterEach(() => engine?.close());

  const open = (url: string) => {
    engine = createNodeEngine({ url, log: silentLog });
    return engine;
  };
  const openWithTable = async () => {
    const opened = open(await node.createDatabase(`engine_${++count}`));
    await opened.command('CREATE TABLE t (s String) ENGINE = MergeTree ORDER BY s');
    return opened;
  };
  const ask = (from: Engine, sql: string, budget = INTERACTIVE_BUDGET) => from.query({ sql, params: {} }, budget);

  it('takes an encoded user, password and database from its address', async () => {
    const asked: { url: string | undefined; authorization: string | undefined }[] = [];
    const listening = await listen(
      createServer(({ url, headers: { authorization } }, response) => {
        asked.push({ url, authorization });
        response.end('{"data":[],"statistics":{"rows_read":0}}');
      }),
    );
    await ask(open(`http://a%40b:p%3A%2F%C3%A4@127.0.0.1:${listening.port}/tele%20metry`), 'SELECT 1');
    listening.close();
    expect(asked).toEqual([
      {
        url: expect.stringMatching(/[?&]database=tele(\+|%20)metry(&|$)/),
        authorization: `Basic ${Buffer.from('a@b:p:/ä').toString('base64')}`,
      },
    ]);
  });

  it.each([
    ['the password is wrong', (url: URL) => Object.assign(url, { username: 'default', password: 'wrong' })],
    ['there is no such database', (url: URL) => Object.assign(url, { pathname: '/missing' })],
  ])('is unavailable, in the node’s own words, when %s', async (_what, spoil) => {
    const url = spoil(new URL(await node.createDatabase(`spoiled_${++count}`)));
    const refusal = ask(open(url.href), 'SELECT 1');
    await expect(refusal).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringMatching(/^ClickHouse does not answer: .{10}/),
    });
    await expect(refusal).rejects.not.toMatchObject({ message: expect.stringContaining('wrong@') });
  });

  it('is unavailable when nobody listens', async () => {
    const opened = open(`http://127.0.0.1:${await freePort()}`);
    const unavailable = { code: 'store-unavailable', message: expect.stringContaining('ECONNREFUSED') };
    await expect(ask(opened, 'SELECT 1')).rejects.toMatchObject(unavailable);
    await expect(opened.insert({ table: 't', block: block('a'), token: '1' })).rejects.toMatchObject(unavailable);
    await expect(opened.command('SELECT 1')).rejects.toMatchObject(unavailable);
  });

  it('gives a node up that takes a query, or a statement with a deadline, and never answers', async () => {
    const silent = await listen(createServer(() => undefined));
    const opened = open(`http://127.0.0.1:${silent.port}`);
    const unavailable = { code: 'store-unavailable' };
    const asked = ask(opened, 'SELECT 1', { ...INTERACTIVE_BUDGET, timeoutMs: 100 });
    const told = opened.command('SELECT 1', { timeoutMs: 100 });
    await expect(asked).rejects.toMatchObject(unavailable);
    await expect(told).rejects.toMatchObject(unavailable);
    silent.close();
  }, 20_000);

  it('lets a bug in the block through as one, and keeps nothing of it', async () => {
    const opened = await openWithTable();
    const broken = {
      ...block('a'),
      *pieces() {
        yield new Uint8Array(1);
        throw new AssertionError('for this test');
      },
    };
    await expect(opened.insert({ table: 't', block: broken, token: 'one' })).rejects.toThrow(AssertionError);
    expect(await ask(opened, 'SELECT count() AS rows FROM t')).toEqual([{ rows: '0' }]);
  });

  it('says what was refused, and why', async () => {
    const opened = await openWithTable();
    const unknownTable = { code: 'store-unavailable', cause: { code: '60' } };
    const inItsWords = { message: expect.stringMatching(/^ClickHouse refused a statement: .*missing/) };
    await expect(opened.insert({ table: 'missing', block: block('a'), token: 'x' })).rejects.toMatchObject(
      unknownTable,
    );
    await expect(opened.command('DROP TABLE missing')).rejects.toMatchObject({ ...unknownTable, ...inItsWords });
  });
});

async function listen(server: Server): Promise<{ port: number; close(): void }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { port: (server.address() as { port: number }).port, close };
}

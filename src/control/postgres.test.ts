import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../tests/support/free-port.ts';
import { startPostgres, type TestPostgres } from '../../tests/support/postgres.ts';
import { AssertionError } from '../base/assert.ts';
import { createManualClock } from '../base/clock.ts';
import { CombrayError } from '../model/errors.ts';
import { controlContract } from './control.kit.ts';
import { connectControl, openControl } from './index.ts';

const clock = createManualClock(1_790_000_000_000);

/** What a standby answers to a write, without a second server. */
const READER = 'create role reader login superuser; alter role reader set default_transaction_read_only = on';

describe('the control store on PostgreSQL', () => {
  let postgres: TestPostgres;
  let count = 0;
  const newDatabase = () => postgres.createDatabase(`control_${++count}`);
  /** The same database for a user that `statement` makes. */
  const asUser = async (url: string, statement: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(statement);
    await client.end();
    const [, user = ''] = statement.match(/create role (\w+)/) ?? [];
    return url.replace(/\/\/\w+@/, `//${user}@`);
  };

  beforeAll(async () => {
    postgres = await startPostgres();
  }, 60_000);
  afterAll(() => postgres?.close());

  controlContract(() => {
    let url: Promise<string> | undefined;
    return async () => {
      url ??= newDatabase();
      return openControl({ location: { url: await url }, clock });
    };
  });

  it('is migrated once by several processes that start together', async () => {
    const url = await newDatabase();
    const controls = await Promise.all(Array.from({ length: 4 }, () => openControl({ location: { url }, clock })));
    for (const control of controls) {
      await control.ping();
      await control.close();
    }
  });

  it('lets one transaction write at a time, whichever process it is in', async () => {
    const url = await newDatabase();
    const [one, other] = [
      await openControl({ location: { url }, clock }),
      await openControl({ location: { url }, clock }),
    ];
    const order: string[] = [];
    const hold = one.transaction(async (trx) => {
      order.push('one begins');
      await trx.insertInto('team').values({ id: 'a', slug: 'a', name: 'A', created_at_ms: 1 }).execute();
      await new Promise((resolve) => setTimeout(resolve, 100));
      order.push('one ends');
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    await other.transaction(async (trx) => {
      order.push('other begins');
      expect(await trx.selectFrom('team').select('id').execute()).toEqual([{ id: 'a' }]);
    });
    await hold;
    expect(order).toEqual(['one begins', 'one ends', 'other begins']);
    await one.close();
    await other.close();
  });

  it('says that the store is unavailable while the server is away, and goes on by itself when it is back', async () => {
    const control = await openControl({ location: { url: await newDatabase() }, clock });
    await postgres.crash();
    const unavailable = {
      code: 'store-unavailable',
      message: expect.stringMatching(/^PostgreSQL does not answer: \S/),
    };
    await expect(control.ping()).rejects.toMatchObject(unavailable);
    await expect(control.transaction(async () => 1)).rejects.toMatchObject(unavailable);
    await postgres.restart();
    await control.ping();
    expect(await control.transaction(async () => 1)).toBe(1);
    await control.close();
  });

  it('frees the writers from a process that stopped inside its transaction', async () => {
    const control = await openControl({ location: { url: await newDatabase() }, clock });
    const { rows } = await sql<{ timeout: string }>`
      select current_setting('idle_in_transaction_session_timeout') as timeout`.execute(control.db);
    expect(rows).toEqual([{ timeout: '10s' }]);
    await control.close();
  });

  it('reads no number that JavaScript would round: that is a bug, and the connection is as good as before', async () => {
    const control = await openControl({ location: { url: await newDatabase() }, clock });
    const reading = sql`select 9007199254740993::bigint as n`.execute(control.db);
    await expect(reading).rejects.toThrow(AssertionError);
    await control.ping();
    await control.close();
  });

  it('a full disk there is told as one', async () => {
    const control = await openControl({ location: { url: await newDatabase() }, clock });
    const failing = sql`do $$ begin raise exception 'no space left' using errcode = 'disk_full'; end $$`;
    await expect(failing.execute(control.db)).rejects.toMatchObject({ code: 'disk-full' });
    await control.close();
  });

  it.each([
    ['nobody listens', async () => `postgres://combray@127.0.0.1:${await freePort()}/x`],
    ['there is no such database', async () => (await newDatabase()).replace(/\/\w+$/, '/missing')],
    ['the user may not make tables', async () => asUser(await newDatabase(), 'create role guest login')],
    ['the server is a standby', async () => asUser(await newDatabase(), READER)],
  ])('is unavailable, and no bug, when %s', async (_what, makeUrl) => {
    const control = connectControl({ location: { url: await makeUrl() }, clock });
    const failure = await control.migrate().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CombrayError);
    expect((failure as CombrayError).code).toBe('store-unavailable');
    await control.close();
  });
});

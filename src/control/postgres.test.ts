import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../tests/support/free-port.ts';
import { startPostgres, type TestPostgres } from '../../tests/support/postgres.ts';
import { createManualClock } from '../base/clock.ts';
import { CombrayError } from '../model/errors.ts';
import { controlContract } from './control.kit.ts';
import { connectControl, openControl } from './index.ts';

const clock = createManualClock(1_790_000_000_000);

describe('the control store on PostgreSQL', () => {
  let postgres: TestPostgres;
  let count = 0;
  const newDatabase = () => postgres.createDatabase(`control_${++count}`);

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

  it.each([
    ['nobody listens', async () => `postgres://combray@127.0.0.1:${await freePort()}/x`],
    ['there is no such database', async () => (await newDatabase()).replace(/\/\w+$/, '/missing')],
  ])('is unavailable, and no bug, when %s', async (_what, makeUrl) => {
    const control = connectControl({ location: { url: await makeUrl() }, clock });
    const failure = await control.migrate().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CombrayError);
    expect((failure as CombrayError).code).toBe('store-unavailable');
    await control.close();
  });
});

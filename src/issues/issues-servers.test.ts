import { afterAll, beforeAll, describe } from 'vitest';
import { startClickHouse, type TestClickHouse } from '../../tests/support/clickhouse-node.ts';
import { startPostgres, type TestPostgres } from '../../tests/support/postgres.ts';
import { createManualClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { openControl } from '../control/index.ts';
import { connectNodeStore } from '../store/index.ts';
import { type IssuesBench, NOW_MS, openIssuesBench } from './issues.kit.ts';
import { lifeCycleContract } from './life-cycle.kit.ts';
import { takingContract } from './taking.kit.ts';
import { takingBackContract } from './taking-back.kit.ts';

describe('issues over a ClickHouse node and PostgreSQL', () => {
  let node: TestClickHouse;
  let postgres: TestPostgres;
  let bench: IssuesBench;

  beforeAll(async () => {
    [node, postgres] = await Promise.all([startClickHouse(), startPostgres()]);
    const clock = createManualClock(NOW_MS);
    const control = await openControl({ location: { url: await postgres.createDatabase('issues') }, clock });
    const url = await node.createDatabase('issues');
    const limits = { memoryBytes: 2 ** 30, queueBytesMax: 2 ** 26 };
    const store = connectNodeStore({ url, ...limits, clock, log: silentLog });
    await store.prepare();
    const close = async () => {
      await store.close();
      await control.close();
    };
    bench = await openIssuesBench({ control, store, clock, close });
  }, 60_000);
  afterAll(async () => {
    await bench?.close();
    await Promise.all([node?.close(), postgres?.close()]);
  });

  lifeCycleContract(() => bench);
  takingContract(() => bench, { runs: 1 });
  takingBackContract(() => bench, { runs: 1 });
});

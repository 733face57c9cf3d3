import { afterAll, describe } from 'vitest';
import { startClickHouse, type TestClickHouse } from '../../tests/support/clickhouse-node.ts';
import { createManualClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { connectNodeStore } from '../store/index.ts';
import { queriesContract } from './queries.kit.ts';
import { START_MS } from './query.kit.ts';

describe('what a ClickHouse node answers', () => {
  let node: TestClickHouse | undefined;
  afterAll(() => node?.close());

  queriesContract(async () => {
    node = await startClickHouse();
    const url = await node.createDatabase('queries');
    const store = connectNodeStore({
      url,
      memoryBytes: 2 ** 30,
      queueBytesMax: 2 ** 26,
      clock: createManualClock(START_MS),
      log: silentLog,
    });
    await store.prepare();
    return store;
  }, 20);
});

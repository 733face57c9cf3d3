import { afterAll, beforeAll, describe } from 'vitest';
import { startClickHouse, type TestClickHouse } from '../../tests/support/clickhouse-node.ts';
import { silentLog } from '../base/log.ts';
import { createNodeEngine } from './node-engine.ts';
import { storeContract } from './store.kit.ts';
import { openTelemetryStore } from './telemetry-store.ts';

describe('the telemetry store on a ClickHouse node', () => {
  let node: TestClickHouse;
  let count = 0;

  beforeAll(async () => {
    node = await startClickHouse();
  }, 60_000);
  afterAll(() => node?.close());

  storeContract(async () => {
    const url = await node.createDatabase(`store_${++count}`);
    return (options) =>
      openTelemetryStore({
        ...options,
        engine: createNodeEngine({ url, log: silentLog }),
        blockBytesMax: 2 ** 27,
        log: silentLog,
      });
  });
});

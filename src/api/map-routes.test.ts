import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOW_MS } from '../access/access.kit.ts';
import { unixNsFromMs } from '../base/time.ts';
import { EventBatchBuilder } from '../model/event-batch-builder.ts';
import type { EnvironmentId } from '../model/ids.ts';
import type { TelemetryStore } from '../store/index.ts';
import { openTestApi, openTestStore, type TestApi } from './api.kit.ts';
import { mapResponse } from './contract/index.ts';

const PATH = '/api/ui/environments/bootcamp/map';
const RANGE = `fromMs=${NOW_MS - 60_000}&toMs=${NOW_MS}`;

let store: TelemetryStore;
let api: TestApi;
beforeAll(async () => {
  store = await openTestStore();
  api = await openTestApi(store);
  const builder = new EventBatchBuilder();
  const id = (length: number, value: number) => new Uint8Array(length).fill(value);
  for (const [index, ms] of [3, 3, 3, 900].entries()) {
    const trace = {
      timeNs: unixNsFromMs(NOW_MS - 1_000),
      signal: 'trace',
      kind: 'span',
      traceId: id(16, index + 1),
    } as const;
    const durationNs = BigInt(ms) * 1_000_000n;
    builder.endRow({ ...trace, durationNs, dataset: 'shop', service: 'shop', spanKind: 'server', spanId: id(8, 1) });
    const call = { ...trace, durationNs, dataset: 'shop', service: 'shop', spanKind: 'client' } as const;
    builder.endRow({ ...call, spanId: id(8, 2), parentId: id(8, 1), name: 'bank', weight: 2 });
  }
  await store.write({ environment: 1 as EnvironmentId, source: 'otlp/1', batch: builder.build() });
});
afterAll(() => store.close());

describe('the map', () => {
  it('has nodes and edges with their figures', async () => {
    const answer = await api.call('GET', `${PATH}?${RANGE}`);
    const { nodes, edges, doubledServices } = mapResponse.parse(answer.json());
    expect(nodes.map(({ name, type, isInferred, isRoot }) => [name, type, isInferred, isRoot])).toEqual([
      ['bank', 'remote', true, false],
      ['shop', '', false, true],
    ]);
    expect(nodes[1]?.figures).toEqual({
      ok: 4,
      error: 0,
      throttle: 0,
      fault: 0,
      p50Ms: 3,
      p99Ms: 900,
      histogram: [
        { fromMs: 2, toMs: 4, count: 3 },
        { fromMs: 512, toMs: 1024, count: 1 },
      ],
    });
    expect(edges).toMatchObject([{ sourceId: nodes[1]?.id, targetId: nodes[0]?.id, figures: { ok: 8 } }]);
    expect(doubledServices).toEqual([]);
  });

  it.each(['', `fromMs=5&toMs=5`, `${RANGE}&counted=both`, `${RANGE}&x=1`])(
    'is refused what it does not know: %s',
    async (query) => {
      expect((await api.call('GET', `${PATH}?${query}`)).statusCode).toBe(400);
    },
  );
});

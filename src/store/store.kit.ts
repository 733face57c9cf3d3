import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, createManualClock, systemClock } from '../base/clock.ts';
import {
  ATTRIBUTE_BOOL,
  ATTRIBUTE_FLOAT,
  ATTRIBUTE_INT,
  ATTRIBUTE_JSON,
  ATTRIBUTE_STRING,
  type AttributeType,
  type AttributeValue,
  type EventBatch,
} from '../model/event-batch.ts';
import { EventBatchBuilder, type EventFields } from '../model/event-batch-builder.ts';
import type { EnvironmentId, RequestHash } from '../model/ids.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import { dropDays } from './days.ts';
import { measureTelemetry } from './disk-limit.ts';
import { nodeSpace } from './disk-space.ts';
import { deleteExpiredRows } from './expired-rows.ts';
import { expiredDays } from './retention.ts';
import type { TelemetryStore, WriteRequest } from './store.ts';
import { askingContract } from './store-asking.kit.ts';
import { sideContract } from './store-side.kit.ts';

/** Opens the store over the same data each time it is called; `queueBytesMax` and the clock as given. */
export type OpenStore = (options: { clock: Clock; queueBytesMax: number }) => Promise<TelemetryStore>;

const ENVIRONMENT = 7 as EnvironmentId;
const QUEUE_BYTES_MAX = 64 * 2 ** 20;

const id = (bytes: number, fill: number) => new Uint8Array(bytes).fill(fill);
const hash = (value: bigint) => value as RequestHash;

function batchOf(
  rows: (Partial<EventFields> & { attributes?: [string, AttributeType, AttributeValue][] })[],
): EventBatch {
  const builder = new EventBatchBuilder();
  for (const { attributes = [], ...fields } of rows) {
    for (const [key, type, value] of attributes) builder.attribute(key, type, value);
    builder.endRow({
      timeNs: 1n,
      signal: 'trace',
      kind: 'span',
      dataset: 'd',
      traceId: id(16, 1),
      spanId: id(8, 2),
      ...fields,
    });
  }
  return builder.build();
}

function bitsOf(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return String(view.getBigUint64(0));
}

function writeOf(batch: EventBatch, requestHash?: bigint): WriteRequest {
  return {
    environment: ENVIRONMENT,
    source: 'test/1',
    batch,
    ...(requestHash === undefined ? {} : { requestHash: hash(requestHash) }),
  };
}

/** What every implementation must keep. `freshData` gives an empty place and a way to open it again and again. */
export function storeContract(freshData: () => Promise<OpenStore>): void {
  let open: OpenStore;
  let store: TelemetryStore;

  beforeEach(async () => {
    open = await freshData();
    store = await open({ clock: systemClock, queueBytesMax: QUEUE_BYTES_MAX });
  });
  afterEach(() => store.close());

  const reopen = async (options: Partial<{ clock: Clock; queueBytesMax: number }> = {}) => {
    await store.close();
    store = await open({ clock: systemClock, queueBytesMax: QUEUE_BYTES_MAX, ...options });
  };
  const ask = (sql: string, params = {}) => store.query({ sql, params }, INTERACTIVE_BUDGET);
  const countEvents = async () => Number((await ask('SELECT count() AS count FROM events'))[0]?.['count']);

  describe('writing', () => {
    it('gives every column back as it was written', async () => {
      await store.write(writeOf(batchOf([FULL_ROW, { timeNs: 5n, kind: 'span_event', spanId: id(8, 0) }]), 99n));
      const [full, bare] = await ask(
        'SELECT * EXCEPT (ingested), hex(trace_id) AS t, hex(link_span_id) AS l FROM events ORDER BY time DESC',
      );
      expect(full).toMatchObject(FULL_ROW_READ);
      expect(bare).toMatchObject({ time: '5', duration_ns: '-1', name: '', weight: 1, attr_string: {}, attr_json: {} });
    });

    it('keeps any text, any int64 and any double', async () => {
      const row = fc.record({
        name: fc.string({ unit: 'binary' }),
        text: fc.string({ unit: 'binary', maxLength: 200 }),
        int: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        float: fc.double(),
        time: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
      });
      const rows = fc.sample(row, { numRuns: 500, seed: 20261122 }).map((each, index) => ({ ...each, index }));
      await store.write(
        writeOf(
          batchOf(
            rows.map(({ name, text, int, float, time, index }) => ({
              name,
              timeNs: time,
              attributes: [
                [`s${index % 7}`, ATTRIBUTE_STRING, text],
                ['i', ATTRIBUTE_INT, int],
                ['f', ATTRIBUTE_FLOAT, float],
                ['index', ATTRIBUTE_INT, BigInt(index)],
              ],
            })),
          ),
        ),
      );
      const read = await ask(
        "SELECT name, time, attr_string, attr_int, reinterpretAsUInt64(attr_float['f']) AS bits FROM events ORDER BY attr_int['index']",
      );
      read.forEach((got, index) => {
        const sent = rows[index]!;
        const attributes = got as { attr_string: object; attr_int: { i: string } };
        expect([got['name'], got['time'], Object.values(attributes.attr_string)[0], attributes.attr_int.i]).toEqual([
          sent.name,
          String(sent.time),
          sent.text,
          String(sent.int),
        ]);
        expect(got['bits']).toBe(bitsOf(sent.float));
      });
      expect(read.length).toBe(rows.length);
    });

    it('finds a record by its time, however odd that is', async () => {
      const times = [
        0n,
        915_148_800_000_000_000n,
        4_294_967_296_000_000_000n,
        7_258_118_400_000_000_000n,
        2n ** 63n - 1n,
      ];
      await store.write(writeOf(batchOf(times.map((timeNs) => ({ timeNs, durationNs: 10n })))));
      for (const time of times) {
        const rows = await ask(
          'SELECT time FROM events WHERE environment = 7 AND time BETWEEN {from:Int64} AND {to:Int64}',
          {
            from: time === 0n ? 0n : time - 1n,
            to: time === 2n ** 63n - 1n ? time : time + 1n,
          },
        );
        expect(rows).toEqual([{ time: String(time) }]);
      }
    });

    it('puts all rows of many requests into whole parts, and notes the extent of each trace', async () => {
      const requests = Array.from({ length: 40 }, (_, index) =>
        writeOf(
          batchOf(
            Array.from({ length: 25 }, (_, row) => ({
              traceId: id(16, index + 1),
              timeNs: BigInt(row + 1),
              durationNs: 100n,
            })),
          ),
        ),
      );
      await Promise.all(requests.map((request) => store.write(request)));
      expect(await countEvents()).toBe(1_000);
      const split = await ask('SELECT trace_id FROM events GROUP BY trace_id HAVING uniqExact(_part) > 1');
      expect(split).toEqual([]);
      const extents = await ask(
        'SELECT min(min_time) AS first, max(max_time) AS last FROM trace_times GROUP BY trace_id',
      );
      expect(extents.length).toBe(40);
      expect(extents[0]).toEqual({ first: '1', last: '125' });
      expect(store.stats()).toMatchObject({ queuedBytes: 0, insertedRows: 1_000 });
      expect(store.stats().insertCount).toBeLessThan(40);
    });

    it('keeps a very large request in one part', async () => {
      await store.write(writeOf(batchOf(Array.from({ length: 200_000 }, () => ({})))));
      expect(await ask('SELECT uniqExact(_part) AS parts, count() AS count FROM events')).toEqual([
        { parts: '1', count: '200000' },
      ]);
    });

    it('refuses for good what it could not keep whole, and keeps its neighbours', async () => {
      const text = 'x'.repeat(2 ** 20);
      const large = batchOf(Array.from({ length: 300 }, () => ({ attributes: [['a', ATTRIBUTE_STRING, text]] })));
      const long = batchOf(Array.from({ length: 500_001 }, () => ({})));
      const writes = [large, batchOf([{}]), long, batchOf([{}])].map((batch) => store.write(writeOf(batch)));
      const [first, second, third, fourth] = await Promise.allSettled(writes);
      const tooLarge = { code: 'body-too-large', kind: { retryable: false } };
      expect([first, third]).toMatchObject([{ reason: tooLarge }, { reason: tooLarge }]);
      expect([second, fourth]).toMatchObject([{ status: 'fulfilled' }, { status: 'fulfilled' }]);
      expect(await countEvents()).toBe(2);
    });

    it('replaces lone surrogates', async () => {
      await store.write(
        writeOf(batchOf([{ name: 'a\ud800b', attributes: [['k\udfff', ATTRIBUTE_STRING, '\ud83d']] }])),
      );
      expect(await ask('SELECT name, attr_string FROM events')).toEqual([
        { name: 'a\ufffdb', attr_string: { 'k\ufffd': '\ufffd' } },
      ]);
    });

    it('stores nothing for a request without rows', async () => {
      expect(await store.write(writeOf(batchOf([]), 1n))).toEqual({ isNew: true });
      expect(store.stats().insertCount).toBe(0);
    });

    it('refuses what does not fit the queue, retryably, and takes it later', async () => {
      await reopen({ queueBytesMax: 1_000 });
      const writes = Array.from({ length: 20 }, (_, index) => store.write(writeOf(batchOf([{ name: `n${index}` }]))));
      const results = await Promise.allSettled(writes);
      const refused = results.filter((result) => result.status === 'rejected');
      expect(refused.length).toBeGreaterThan(0);
      for (const { reason } of refused) expect(reason).toMatchObject({ code: 'overloaded', kind: { retryable: true } });
      expect(await countEvents()).toBe(20 - refused.length);
      await store.write(writeOf(batchOf([{}])));
    });
  });

  describe('repeats', () => {
    it('stores a repeated request once, also after a restart', async () => {
      const request = writeOf(batchOf([{}, {}]), 2n ** 64n - 1n);
      expect(await store.write(request)).toEqual({ isNew: true });
      expect(await store.write(request)).toEqual({ isNew: false });
      await reopen();
      expect(await store.write(request)).toEqual({ isNew: false });
      expect(await store.write(writeOf(batchOf([{}]), 5n))).toEqual({ isNew: true });
      expect(await countEvents()).toBe(3);
    });

    it('lets a repeat wait for the first while that is under way', async () => {
      const request = writeOf(batchOf([{}]), 11n);
      expect(await Promise.all([store.write(request), store.write(request)])).toEqual([
        { isNew: true },
        { isNew: false },
      ]);
      expect(await countEvents()).toBe(1);
    });

    it('refuses a repeat when the first was refused, and takes it anew afterwards', async () => {
      await reopen({ queueBytesMax: 1 });
      const blocking = store.write(writeOf(batchOf([{}])));
      const request = writeOf(batchOf([{}]), 12n);
      await expect(store.write(request)).rejects.toMatchObject({ code: 'overloaded' });
      await blocking;
      expect(await store.write(request)).toEqual({ isNew: true });
    });

    it('forgets after ten minutes, also when those passed while it was closed', async () => {
      const clock = createManualClock(systemClock.nowMs());
      await reopen({ clock });
      const request = writeOf(batchOf([{}]), 13n);
      await store.write(request);
      clock.advance(10 * 60_000 - 1);
      await reopen({ clock });
      expect(await store.write(request)).toEqual({ isNew: false });
      clock.advance(2);
      expect(await store.write(request)).toEqual({ isNew: true });
      clock.advance(10 * 60_000 + 1);
      await reopen({ clock });
      expect(await store.write(request)).toEqual({ isNew: true });
      expect(await countEvents()).toBe(3);
    });

    it('starts however many requests the last ten minutes had, and knows the latest of them', async () => {
      const kept = `now64(9) - toIntervalMillisecond(300000 - number)`;
      await store.command(
        `INSERT INTO events (ingested, request_hash) SELECT ${kept}, number + 1 FROM numbers(250000)
         SETTINGS max_partitions_per_insert_block = 0`,
      );
      await reopen();
      expect(await store.write(writeOf(batchOf([{}]), 250_000n))).toEqual({ isNew: false });
      expect(await store.write(writeOf(batchOf([{}]), 1n))).toEqual({ isNew: true });
    });

    it('keeps equal requests without a hash each time', async () => {
      await store.write(writeOf(batchOf([{}])));
      await store.write(writeOf(batchOf([{}])));
      expect(await countEvents()).toBe(2);
    });
  });

  describe('asking', () => askingContract(() => store));

  describe('tables beside the events', () => sideContract(() => store));

  describe('upkeep', () => {
    it('commits what is queued when it closes, and refuses what comes after', async () => {
      const write = store.write(writeOf(batchOf([{}])));
      await Promise.all([store.close(), store.close()]);
      await write;
      await expect(store.write(writeOf(batchOf([{}])))).rejects.toMatchObject({ code: 'shutting-down' });
      await expect(ask('SELECT 1')).rejects.toMatchObject({ code: 'shutting-down' });
      await reopen();
      expect(await countEvents()).toBe(1);
    });

    it('ends the queries that run or wait when it closes', async () => {
      const slow = { sql: 'SELECT count() FROM system.numbers WHERE sipHash64(number) = 1', params: {} };
      // Longer than a test may take: what is not ended fails.
      const budget = { ...INTERACTIVE_BUDGET, timeoutMs: 60_000 };
      const asked = Array.from({ length: 8 }, () => store.query(slow, budget));
      const results = Promise.allSettled(asked);
      await store.ping();
      await store.close();
      for (const result of await results) expect(result).toMatchObject({ reason: { code: 'shutting-down' } });
    });

    it('drops days of arrival past their retention, and only those', async () => {
      const now = systemClock.nowMs();
      const past = {
        ...systemClock,
        nowNs: () => (BigInt(now - 10 * 86_400_000) * 1_000_000n) as ReturnType<Clock['nowNs']>,
      };
      await reopen({ clock: past });
      await store.write(writeOf(batchOf([{ name: 'old' }])));
      await reopen();
      await store.write(writeOf(batchOf([{ name: 'new', timeNs: 0n }])));
      expect(await expiredDays(store, systemClock, 30 * 86_400_000)).toEqual([]);
      const expired = await expiredDays(store, systemClock, 5 * 86_400_000);
      expect(expired.length).toBe(1);
      await dropDays(store, expired);
      expect(await ask('SELECT name FROM events')).toEqual([{ name: 'new' }]);
    });

    it('deletes the rows of a dataset past its own retention, in the old days only', async () => {
      const now = systemClock.nowMs();
      const past = {
        ...systemClock,
        nowNs: () => (BigInt(now - 10 * 86_400_000) * 1_000_000n) as ReturnType<Clock['nowNs']>,
      };
      await reopen({ clock: past });
      await store.write(writeOf(batchOf([{ name: 'old', dataset: "a'" }, { name: 'old kept' }])));
      await reopen();
      await store.write(writeOf(batchOf([{ name: 'new', dataset: "a'" }])));
      const rules = [{ environment: ENVIRONMENT, dataset: "a'", days: 5 }];
      expect(await deleteExpiredRows(store, systemClock, rules)).toBe(1);
      const names = () => ask('SELECT name FROM events ORDER BY name');
      await expect.poll(names, { timeout: 20_000 }).toEqual([{ name: 'new' }, { name: 'old kept' }]);
      expect(await deleteExpiredRows(store, systemClock, rules)).toBe(0);
    });

    it('tells how full its disk is, and what it takes of it', async () => {
      await store.write(writeOf(batchOf([{}])));
      const { usedBytes, availableBytes } = await nodeSpace(store)();
      expect(usedBytes).toBeGreaterThan(0);
      expect(availableBytes).toBeGreaterThan(0);
      const { space, surplusDays } = await measureTelemetry(store, systemClock);
      expect([space.bytes, space.todayBytes, surplusDays]).toEqual([expect.any(Number), space.bytes, []]);
      expect(space.bytes).toBeGreaterThan(0);
    });

    it('refuses a schema newer than it knows', async () => {
      await store.command('INSERT INTO schema_migrations (version) VALUES (9999)');
      await store.close();
      await expect(open({ clock: systemClock, queueBytesMax: 1 })).rejects.toThrow(
        /has schema 9999, this version of Combray knows/,
      );
    });
  });
}

const FULL_ROW = {
  timeNs: 1_790_000_000_123_456_789n,
  durationNs: 2n ** 62n,
  traceId: id(16, 0xab),
  spanId: id(8, 0xcd),
  parentId: id(8, 0x0d),
  linkTraceId: id(16, 0x0a),
  linkSpanId: id(8, 0x0b),
  name: 'GET /\0"\'\\\n\n\u2028',
  parentName: 'parent',
  service: 'api',
  spanKind: 'server',
  statusCode: 2,
  statusMessage: 'no',
  traceState: 'a=b',
  scopeName: 'scope',
  scopeVersion: '1.2',
  weight: 2.5,
  attributes: [
    ['s', ATTRIBUTE_STRING, 'ä\0'],
    ['i', ATTRIBUTE_INT, -(2n ** 63n)],
    ['f', ATTRIBUTE_FLOAT, Number.NEGATIVE_INFINITY],
    ['b', ATTRIBUTE_BOOL, false],
    ['j', ATTRIBUTE_JSON, '{}'],
    ['', ATTRIBUTE_STRING, 'empty key'],
  ] as [string, AttributeType, AttributeValue][],
} satisfies Partial<EventFields> & { attributes: unknown };

const FULL_ROW_READ = {
  environment: 7,
  dataset: 'd',
  signal: 'trace',
  kind: 'span',
  time: '1790000000123456789',
  duration_ns: String(2n ** 62n),
  t: 'AB'.repeat(16),
  l: '0B'.repeat(8),
  name: FULL_ROW.name,
  parent_name: 'parent',
  service: 'api',
  span_kind: 'server',
  status_code: 2,
  status_message: 'no',
  trace_state: 'a=b',
  scope_name: 'scope',
  scope_version: '1.2',
  weight: 2.5,
  attr_string: { s: 'ä\0', '': 'empty key' },
  attr_int: { i: '-9223372036854775808' },
  attr_float: { f: '-inf' },
  attr_bool: { b: false },
  attr_json: { j: '{}' },
  source: 'test/1',
  request_hash: '99',
};

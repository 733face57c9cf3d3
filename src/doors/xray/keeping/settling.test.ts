import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createManualClock } from '../../../base/clock.ts';
import { MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from '../../../base/time.ts';
import type { EnvironmentId } from '../../../model/ids.ts';
import { type Faults, openTestKeeper, type TestKeeper } from './keeper.kit.ts';

const NOW_MS = 1_790_000_000_000;
const clock = createManualClock(NOW_MS);
let failure: Error | undefined;
const faults: Faults = {
  beforeWrite() {
    if (failure) throw failure;
  },
};
let test: TestKeeper;
beforeAll(async () => {
  test = await openTestKeeper(clock, faults);
});
afterAll(() => test.close());

/** Each test has an environment of its own. */
const nextEnvironment = async () => (await test.newScope()).environment;

const TRACE = '1-6b03a77b-b7a2cc41dcaf04e94b8355b9';
const id = (char: string) => char.repeat(16);
const START = NOW_MS / MS_PER_SECOND;
const segment = (fields: object = {}) =>
  JSON.stringify({ trace_id: TRACE, id: id('a'), name: 'backend', start_time: START, end_time: START + 1, ...fields });
const begun = (fields: object = {}) => segment({ end_time: undefined, in_progress: true, ...fields });
const apart = (fields: object = {}) =>
  segment({ type: 'subsegment', id: id('b'), parent_id: id('a'), name: 'S3', ...fields });

const rowsOf = async (environment: EnvironmentId) => {
  const rows =
    await test.ask(`SELECT name, service, toInt32(duration_ns / 1000000) AS ms, attr_bool['meta.incomplete'] AS incomplete
    FROM events WHERE environment = ${environment} ORDER BY name`);
  return rows.map(
    ({ name, service, ms, incomplete }) => `${name} of '${service}' ${ms} ms${incomplete ? ' incomplete' : ''}`,
  );
};
const send = async (environment: EnvironmentId, ...texts: string[]) => (await test.send(environment, texts)).replaced;

describe('a document that waits', () => {
  it('for its end is written after an hour, marked, and again when it ends after all', async () => {
    const environment = await nextEnvironment();
    await send(environment, begun());
    clock.advance(MS_PER_HOUR - MS_PER_SECOND);
    await test.settle();
    expect(await rowsOf(environment)).toEqual([]);
    clock.advance(MS_PER_MINUTE);
    await test.settle();
    expect(await rowsOf(environment)).toEqual(["backend of 'backend' 0 ms incomplete"]);
    clock.advance(MS_PER_HOUR);
    await test.settle();
    expect(await rowsOf(environment)).toEqual(["backend of 'backend' 0 ms incomplete"]);
    await send(environment, segment());
    expect(await rowsOf(environment)).toEqual(["backend of 'backend' 1000 ms"]);
    // Late, and of no use any more.
    await send(environment, begun());
    expect(await rowsOf(environment)).toEqual(["backend of 'backend' 1000 ms"]);
  });

  it('for its segment, which is in progress, is written with it', async () => {
    const environment = await nextEnvironment();
    await send(environment, apart(), begun());
    clock.advance(10 * MS_PER_MINUTE);
    await test.settle();
    expect(await rowsOf(environment)).toEqual([]);
    await send(environment, segment());
    expect(await rowsOf(environment)).toEqual(["S3 of 'backend' 1000 ms", "backend of 'backend' 1000 ms"]);
  });

  it('for a segment that nobody sent is written after five minutes, and again under its name', async () => {
    const environment = await nextEnvironment();
    await send(environment, apart(), apart({ id: id('c'), parent_id: id('b'), name: 'GET' }));
    clock.advance(5 * MS_PER_MINUTE - MS_PER_SECOND);
    await test.settle();
    expect(await rowsOf(environment)).toEqual([]);
    clock.advance(2 * MS_PER_SECOND);
    await test.settle();
    expect(await rowsOf(environment)).toEqual(["GET of '' 1000 ms", "S3 of '' 1000 ms"]);
    await send(environment, segment());
    expect(await rowsOf(environment)).toEqual([
      "GET of 'backend' 1000 ms",
      "S3 of 'backend' 1000 ms",
      "backend of 'backend' 1000 ms",
    ]);
  });

  it('is found again by another process', async () => {
    const environment = await nextEnvironment();
    await send(environment, begun());
    clock.advance(MS_PER_HOUR + MS_PER_MINUTE);
    test.restart();
    await test.settle();
    expect(await rowsOf(environment)).toEqual(["backend of 'backend' 0 ms incomplete"]);
  });
});

describe('documents without their rows, because writing those failed', () => {
  it('get them when the client sends them again', async () => {
    const environment = await nextEnvironment();
    failure = new Error('away');
    await expect(send(environment, segment())).rejects.toThrow('away');
    failure = undefined;
    expect(await rowsOf(environment)).toEqual([]);
    await send(environment, segment());
    expect(await rowsOf(environment)).toEqual(["backend of 'backend' 1000 ms"]);
  });

  it('get them within a minute where nobody does', async () => {
    const environment = await nextEnvironment();
    await send(
      environment,
      segment({ name: 'before', subsegments: [{ id: id('d'), name: 'gone', start_time: START, end_time: START }] }),
    );
    failure = new Error('away');
    await expect(send(environment, segment())).rejects.toThrow('away');
    failure = undefined;
    await test.settle();
    expect(await rowsOf(environment)).toEqual(["backend of 'backend' 1000 ms"]);
  });

  it('get them after a restart, as if the process had been killed between', async () => {
    const environment = await nextEnvironment();
    const cause = { exceptions: [{ id: id('e'), type: 'ValueError', message: 'gone' }] };
    await send(environment, segment({ name: 'before', cause }));
    failure = new Error('killed');
    await expect(send(environment, segment(), apart())).rejects.toThrow('killed');
    failure = undefined;
    const issues = () => test.issues.list({ environment }, { offset: 0, limit: 9 });
    expect((await issues()).issues).toMatchObject([{ occurrenceCount: 1 }]);
    test.restart();
    await test.settle();
    expect((await issues()).issues).toEqual([]);
    expect(await rowsOf(environment)).toEqual(["S3 of 'backend' 1000 ms", "backend of 'backend' 1000 ms"]);
    // Nothing is written twice.
    test.restart();
    await test.settle();
    expect(await rowsOf(environment)).toHaveLength(2);
  });
});

it('rows that could not be taken back are gone within a minute, also when more of their trace was just being written', async () => {
  const environment = await nextEnvironment();
  const part = { id: id('d'), name: 'gone', start_time: START, end_time: START };
  await send(environment, segment({ subsegments: [part] }));
  const { beforeWrite } = faults;
  let fail: (error: Error) => void = () => undefined;
  faults.beforeTakeBack = () =>
    new Promise((_resolve, reject) => {
      fail = reject;
    });
  const { replaced } = await test.send(environment, [segment()]);
  faults.beforeWrite = () => fail(new Error('away'));
  await (await test.send(environment, [apart()])).replaced;
  await expect(replaced).rejects.toThrow('away');
  Object.assign(faults, { beforeWrite, beforeTakeBack: undefined });
  await test.settle();
  expect(await rowsOf(environment)).toEqual(["S3 of 'backend' 1000 ms", "backend of 'backend' 1000 ms"]);
});

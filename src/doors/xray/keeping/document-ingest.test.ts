import { expect, it } from 'vitest';
import { silentLog } from '../../../base/log.ts';
import { CombrayError } from '../../../model/errors.ts';
import type { EnvironmentId } from '../../../model/ids.ts';
import { createDocumentIngest } from './document-ingest.ts';
import type { DocumentGroup } from './document-keeper.ts';

const [SHOP, BANK] = [1, 2] as EnvironmentId[] as [EnvironmentId, EnvironmentId];

function openIngest(failure?: Error) {
  const groups: DocumentGroup[] = [];
  let bugCount = 0;
  const ingest = createDocumentIngest({
    keeper: {
      async keep(group) {
        groups.push(group);
        if (failure) throw failure;
        return { replaced: Promise.resolve() };
      },
    },
    intake: { spilled: () => undefined },
    log: silentLog,
    onBug: () => {
      bugCount += 1;
    },
    requireSpace: () => undefined,
    queueBytesMax: 2 ** 20,
  });
  const said = () =>
    groups.map(({ environment, door, documents }) => [environment, door, documents.map(({ id }) => Number(`0x${id}`))]);
  return { ingest, said, bugCount: () => bugCount };
}

const segment = (id: number) =>
  JSON.stringify({
    trace_id: `1-6a000000-${'0'.repeat(24)}`,
    id: id.toString(16).padStart(16, '0'),
    name: 'backend',
    start_time: 1_790_000_000,
    end_time: 1_790_000_001,
  });

it('requests of environments that take turns are kept by environment, each in order', async () => {
  const { ingest, said } = openIngest();
  const sent = [1, 2, 3, 4, 5, 6].map((id) => ingest.put(id % 2 === 1 ? SHOP : BANK, [segment(id)]));
  await Promise.all(sent);
  expect(said()).toEqual([
    [SHOP, 'xray_http', [1, 3, 5]],
    [BANK, 'xray_http', [2, 4, 6]],
  ]);
});

it('no document overtakes one of its own environment that came by another port', async () => {
  const { ingest, said } = openIngest();
  const first = ingest.put(SHOP, [segment(1)]);
  ingest.offer(SHOP, segment(2), '10.0.0.1:40000');
  const other = ingest.put(BANK, [segment(9)]);
  const last = ingest.put(SHOP, [segment(3)]);
  await Promise.all([first, other, last]);
  expect(said()).toEqual([
    [SHOP, 'xray_http', [1]],
    [SHOP, 'xray_udp', [2]],
    [BANK, 'xray_http', [9]],
    [SHOP, 'xray_http', [3]],
  ]);
});

it('each request hears of its own refused documents, though others were kept with it', async () => {
  const { ingest } = openIngest();
  const answers = await Promise.all([
    ingest.put(SHOP, [segment(1)]),
    ingest.put(SHOP, ['{', segment(2)]),
    ingest.put(SHOP, [segment(3), '{}']),
  ]);
  expect(answers.map((refused) => refused.map(({ code }) => code))).toEqual([
    [],
    ['ParseError'],
    [expect.stringMatching(/^Missing/)],
  ]);
});

it.each([
  ['a bug', new TypeError('x is undefined'), 1],
  ['a store that is away', new CombrayError('store-unavailable', 'away'), 0],
])('datagrams that %s loses are counted for what they are', async (_what, failure, bugCount) => {
  const opened = openIngest(failure);
  opened.ingest.offer(SHOP, segment(1), '10.0.0.1:40000');
  await expect(opened.ingest.put(SHOP, [segment(2)])).rejects.toBe(failure);
  await opened.ingest.close();
  expect(opened.bugCount()).toBe(bugCount);
});

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addTeam, firstRunOf, openTestAccess, signInByLink, type TestAccess } from '../access/access.kit.ts';
import type { Environment, SessionPrincipal } from '../access/index.ts';
import { createManualClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { MS_PER_DAY } from '../base/time.ts';
import { EventBatchBuilder } from '../model/event-batch-builder.ts';
import { openEmbeddedStore, type TelemetryStore } from '../store/index.ts';
import { createRetention, type Retention } from './retention.ts';
import { readRules } from './retention-repo.ts';

const NOW_MS = Date.UTC(2026, 0, 10, 12);

let store: TelemetryStore;
let test: TestAccess;
let retention: Retention;
let environment: Environment;
let session: SessionPrincipal;

beforeAll(async () => {
  store = await openEmbeddedStore({
    directory: mkdtempSync(join(tmpdir(), 'combray-catalog-')),
    memoryBytes: 2 ** 30,
    queueBytesMax: 2 ** 26,
    clock: createManualClock(NOW_MS),
    log: silentLog,
  });
});
afterAll(() => store.close());

beforeEach(async () => {
  test = await openTestAccess();
  const firstRun = await firstRunOf(test);
  environment = firstRun.environment;
  session = await signInByLink(test, firstRun.signInToken);
  retention = createRetention({ ...test, store, retentionMs: 30 * MS_PER_DAY });
});
afterEach(() => test.control.close());

describe('the retention of an environment', () => {
  it('is the server’s until somebody changes it, and again afterwards', async () => {
    expect(await retention.of(environment.id)).toEqual({ generalDays: 30, days: null, datasets: [] });
    await retention.replace(session, environment, { days: 7, datasets: [{ dataset: 'web', days: 30 }] });
    const web = { dataset: 'web', days: 30, rowCount: 0, oldestMs: null };
    expect(await retention.of(environment.id)).toEqual({ generalDays: 30, days: 7, datasets: [web] });
    await retention.replace(session, environment, { days: null, datasets: [] });
    expect(await retention.of(environment.id)).toEqual({ generalDays: 30, days: null, datasets: [] });
  });

  it('belongs to one environment', async () => {
    const other = await addTeam(test, 'other');
    await retention.replace(session, environment, { days: 7, datasets: [] });
    expect((await retention.of(other.id)).days).toBeNull();
    expect(await readRules(test.control.db)).toEqual([{ environment: environment.id, dataset: undefined, days: 7 }]);
  });

  it.each([
    [{ days: 31, datasets: [] }, 'nothing longer than 30 days'],
    [{ days: null, datasets: [{ dataset: 'web', days: 31 }] }, "'web'"],
    [
      {
        days: null,
        datasets: [
          { dataset: 'web', days: 3 },
          { dataset: 'web', days: 4 },
        ],
      },
      'two rules',
    ],
  ])('cannot be %j', async (wanted, words) => {
    await retention.replace(session, environment, { days: 5, datasets: [] });
    await expect(retention.replace(session, environment, wanted)).rejects.toMatchObject({
      code: 'request-invalid',
      message: expect.stringContaining(words),
    });
    expect((await retention.of(environment.id)).days).toBe(5);
  });

  it('is audited when it changes', async () => {
    await retention.replace(session, environment, { days: 7, datasets: [{ dataset: 'web', days: 3 }] });
    const [entry] = await test.access.audit.list(environment.teamId);
    expect(entry).toMatchObject({
      action: 'retention.replace',
      subject: environment.slug,
      detail: 'all 7 d, web 3 d',
    });
  });

  it('names the datasets with records, the largest first, and those with only a rule', async () => {
    const builder = new EventBatchBuilder();
    for (const dataset of ['small', 'large', 'large']) {
      builder.endRow({ timeNs: 1n, signal: 'trace', kind: 'span', dataset });
    }
    await store.write({ environment: environment.id, source: 'test/1', batch: builder.build() });
    await retention.replace(session, environment, {
      days: null,
      datasets: [
        { dataset: 'gone', days: 2 },
        { dataset: 'small', days: 3 },
      ],
    });
    expect((await retention.of(environment.id)).datasets).toEqual([
      { dataset: 'large', days: null, rowCount: 2, oldestMs: NOW_MS },
      { dataset: 'small', days: 3, rowCount: 1, oldestMs: NOW_MS },
      { dataset: 'gone', days: 2, rowCount: 0, oldestMs: null },
    ]);
  });
});

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import type { Clock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import type { Issues } from '../issues/index.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import { openEmbeddedStore, type SqlRow, type TelemetryStore } from '../store/index.ts';
import { createIntake, type Intake } from './intake.ts';
import { createRefusals, type Refusals } from './refusals.ts';

export interface TestIntake {
  readonly intake: Intake;
  readonly refusals: Refusals;
  readonly store: TelemetryStore;
  /** Answers of the store to literal SQL. */
  ask(sql: string): Promise<SqlRow[]>;
  /** Sum of a counter of `/metrics` over the labels that contain this text. */
  count(name: string, label?: string): Promise<number>;
  close(): Promise<void>;
}

/** The intake over an embedded store in a temporary directory. One per process: chDB allows no second. */
export async function openTestIntake(
  clock: Clock,
  openIssues?: (store: TelemetryStore) => Promise<Pick<Issues, 'take' | 'takeBack'>>,
): Promise<TestIntake> {
  const store = await openEmbeddedStore({
    directory: mkdtempSync(join(tmpdir(), 'combray-intake-')),
    memoryBytes: 2 ** 30,
    queueBytesMax: 2 ** 26,
    clock,
    log: silentLog,
  });
  const registry = new Registry();
  const refusals = createRefusals(clock);
  const issues = await openIssues?.(store);
  return {
    intake: createIntake(store, { registry, refusals, ...(issues && { issues }) }),
    refusals,
    store,
    ask: (sql) => store.query({ sql, params: {} }, INTERACTIVE_BUDGET),
    async count(name, label = '') {
      const lines = (await registry.getSingleMetricAsString(name)).split('\n');
      const found = lines.filter((line) => !line.startsWith('#') && line.includes(label));
      return found.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
    },
    close: () => store.close(),
  };
}

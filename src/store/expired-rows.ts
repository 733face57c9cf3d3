import type { Clock } from '../base/clock.ts';
import { MS_PER_DAY } from '../base/time.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import type { RetentionRule } from '../model/retention.ts';
import { type Day, storedDays, TABLES } from './days.ts';
import { lastExpiredDay } from './retention.ts';
import { substitute } from './sql-literal.ts';
import type { SqlQuery, TelemetryStore } from './store.ts';

const WITHOUT_DATASETS = TABLES.filter((table) => table !== 'events');

/**
 * Has the engine delete, day by day, the rows that a rule lets go before the general retention drops their day; returns how
 * many those are. It rewrites a day's parts in its own time: a day under rewriting, or without such rows, is left alone.
 */
export async function deleteExpiredRows(
  store: TelemetryStore,
  clock: Clock,
  rules: readonly RetentionRule[],
): Promise<number> {
  if (rules.length === 0) return 0;
  const busy = await daysUnderRewriting(store);
  const days = (await storedDays(store)).map(({ day }) => day).filter((day) => !busy.has(day));
  let rowCount = 0;
  for (const day of days) {
    const environments = expiredOn(rules, (rule) => day <= lastExpiredDay(clock, rule.days * MS_PER_DAY));
    if (environments.length === 0) continue;
    rowCount += await deleteRows(store, { table: 'events', day, where: eventsOf(environments) });
    const whole = environments.filter(({ isWhole }) => isWhole);
    for (const table of whole.length > 0 ? WITHOUT_DATASETS : []) {
      await deleteRows(store, { table, day, where: allOf(whole) });
    }
  }
  return rowCount;
}

interface ExpiredEnvironment {
  readonly environment: number;
  /** Those with a rule of their own that has run out. */
  readonly expired: readonly string[];
  /** Those with a rule of their own that has not. */
  readonly kept: readonly string[];
  /** Whether the environment's own rule has run out: all datasets go but the kept ones. */
  readonly isOwnExpired: boolean;
  /** Whether nothing of the environment is kept. */
  readonly isWhole: boolean;
}

/** What goes of a day, by environment, where something does. */
function expiredOn(
  rules: readonly RetentionRule[],
  isExpired: (rule: RetentionRule) => boolean,
): readonly ExpiredEnvironment[] {
  const environments = [...new Set(rules.map(({ environment }) => environment))];
  return environments.flatMap((environment) => {
    const own = rules.filter((rule) => rule.environment === environment);
    const names = (wanted: boolean) =>
      own.flatMap((rule) => (rule.dataset !== undefined && isExpired(rule) === wanted ? [rule.dataset] : []));
    const isOwnExpired = own.some((rule) => rule.dataset === undefined && isExpired(rule));
    const [expired, kept] = [names(true), names(false)];
    if (!isOwnExpired && expired.length === 0) return [];
    return [{ environment, expired, kept, isOwnExpired, isWhole: isOwnExpired && kept.length === 0 }];
  });
}

function eventsOf(environments: readonly ExpiredEnvironment[]): string {
  const terms = environments.map(({ environment, expired, kept, isOwnExpired }) => {
    const datasets = isOwnExpired
      ? 'NOT has({datasets:Array(String)}, dataset)'
      : 'has({datasets:Array(String)}, dataset)';
    const params = { environment, datasets: isOwnExpired ? kept : expired };
    return substitute({ sql: `(environment = {environment:UInt32} AND ${datasets})`, params });
  });
  return terms.join(' OR ');
}

/** A trace may span datasets, so its extent and its documents stay as long as anything of its environment does. */
function allOf(environments: readonly ExpiredEnvironment[]): string {
  const ids = environments.map(({ environment }) => environment);
  return substitute({ sql: 'has({ids:Array(UInt32)}, environment)', params: { ids } });
}

/** Rewrites only where there is something to delete: a mutation without rows would still touch every part. */
async function deleteRows(
  store: TelemetryStore,
  { table, day, where }: { table: string; day: Day; where: string },
): Promise<number> {
  const count: SqlQuery = {
    sql: `SELECT count() AS count FROM ${table} WHERE toDate(ingested) = {day:Date} AND (${where})`,
    params: { day },
  };
  const [row] = await store.query(count, INTERACTIVE_BUDGET);
  const rowCount = Number(row?.['count']);
  // Not waited for, which embedded is the default: rewriting a large day would hold up every other statement.
  const sql = `ALTER TABLE ${table} DELETE IN PARTITION '${day}' WHERE ${where} SETTINGS mutations_sync = 0`;
  if (rowCount > 0) await store.command(sql);
  return rowCount;
}

/** Days with a deletion that is not done: it goes on by itself, also after a restart or a full disk. */
async function daysUnderRewriting(store: TelemetryStore): Promise<ReadonlySet<Day>> {
  const sql = `SELECT extract(command, 'IN PARTITION \\'([0-9-]+)\\'') AS day FROM system.mutations
    WHERE NOT is_done AND NOT is_killed AND database = currentDatabase()`;
  const rows = await store.query({ sql, params: {} }, INTERACTIVE_BUDGET);
  return new Set(rows.map((row) => String(row['day'])));
}

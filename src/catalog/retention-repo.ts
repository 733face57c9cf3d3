import type { ControlDb, ControlTransaction } from '../control/index.ts';
import type { EnvironmentId } from '../model/ids.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import type { RetentionRule } from '../model/retention.ts';
import type { TelemetryStore } from '../store/index.ts';

/** Of one environment, or of all. */
export async function readRules(db: ControlDb, environment?: EnvironmentId): Promise<RetentionRule[]> {
  const all = db.selectFrom('retention_rule').select(['environment_id', 'dataset', 'days']).orderBy('dataset');
  const wanted = environment === undefined ? all : all.where('environment_id', '=', environment);
  const rows = await wanted.execute();
  return rows.map(({ environment_id, dataset, days }) => ({
    environment: environment_id as EnvironmentId,
    dataset: dataset === '' ? undefined : dataset,
    days,
  }));
}

export async function replaceRules(
  trx: ControlTransaction,
  environment: EnvironmentId,
  rules: readonly RetentionRule[],
): Promise<void> {
  await trx.deleteFrom('retention_rule').where('environment_id', '=', environment).execute();
  if (rules.length === 0) return;
  const rows = rules.map(({ dataset = '', days }) => ({ environment_id: environment, dataset, days }));
  await trx.insertInto('retention_rule').values(rows).execute();
}

/** More than anybody looks through; a sender that makes names up must not make the answer endless. */
const DATASETS_MAX = 1_000;

export interface StoredDataset {
  readonly dataset: string;
  readonly rowCount: number;
  /** Arrival of the oldest row, epoch ms. */
  readonly oldestMs: number;
}

/** The datasets of which rows are stored, the largest first; reads one narrow column and the arrival. */
export async function readDatasets(store: TelemetryStore, environment: EnvironmentId): Promise<StoredDataset[]> {
  const sql = `SELECT dataset, count() AS row_count, toUnixTimestamp64Milli(min(ingested)) AS oldest_ms FROM events
    WHERE environment = {environment:UInt32} GROUP BY dataset ORDER BY row_count DESC, dataset LIMIT ${DATASETS_MAX}`;
  const rows = await store.query({ sql, params: { environment } }, INTERACTIVE_BUDGET);
  return rows.map((row) => ({
    dataset: String(row['dataset']),
    rowCount: Number(row['row_count']),
    oldestMs: Number(row['oldest_ms']),
  }));
}

import { assert } from '../base/assert.ts';
import type { ControlDb, ControlTransaction } from '../control/index.ts';
import type { EnvironmentId } from '../model/ids.ts';

/** Undefined while nobody has changed the list. */
export async function readPatterns(db: ControlDb, environment: EnvironmentId): Promise<readonly string[] | undefined> {
  const row = await db
    .selectFrom('health_check_list')
    .select('patterns')
    .where('environment_id', '=', environment)
    .executeTakeFirst();
  if (!row) return undefined;
  const patterns: unknown = JSON.parse(row.patterns);
  assert(Array.isArray(patterns), 'the list of health checks is stored as a JSON array');
  return patterns.map(String);
}

export async function replacePatterns(
  trx: ControlTransaction,
  environment: EnvironmentId,
  patterns: readonly string[],
): Promise<void> {
  const values = { environment_id: environment, patterns: JSON.stringify(patterns) };
  await trx
    .insertInto('health_check_list')
    .values(values)
    .onConflict((conflict) => conflict.column('environment_id').doUpdateSet({ patterns: values.patterns }))
    .execute();
}

import type { ControlDb, ControlTransaction } from '../control/index.ts';
import type { EnvironmentId } from '../model/ids.ts';

/** Series of each service. */
export async function readColours(db: ControlDb, environment: EnvironmentId): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('service_colour')
    .select(['service', 'series'])
    .where('environment_id', '=', environment)
    .execute();
  return new Map(rows.map(({ service, series }) => [service, series]));
}

/** Another process may have been first: its colour stays. */
export async function insertColours(
  trx: ControlTransaction,
  environment: EnvironmentId,
  colours: ReadonlyMap<string, number>,
): Promise<void> {
  const rows = [...colours].map(([service, series]) => ({ environment_id: environment, service, series }));
  await trx
    .insertInto('service_colour')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['environment_id', 'service']).doNothing())
    .execute();
}

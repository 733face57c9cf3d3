import type { Selectable } from 'kysely';
import type { ControlDb, ControlSchema, ControlTransaction } from '../control/index.ts';
import type { EnvironmentId } from '../model/ids.ts';

export type XRayDaemonRow = Selectable<ControlSchema['xray_daemon']>;

const KEY = ['environment_id', 'hostname', 'resource_arn', 'instance_id'] as const;
const DAEMON_COUNTS = [
  'record_count',
  'received',
  'sent',
  'spilled',
  'rejected',
  'timeouts',
  'connections_refused',
  'http_4xx',
  'http_5xx',
  'unknown_hosts',
  'other_errors',
] as const satisfies readonly (keyof XRayDaemonRow)[];

/** Adds the counts of `row` to those that are there. */
export async function addDaemonCounts(trx: ControlTransaction, row: XRayDaemonRow): Promise<void> {
  await trx
    .insertInto('xray_daemon')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(KEY).doUpdateSet((eb) => ({
        last_heard_ms: row.last_heard_ms,
        ...Object.fromEntries(DAEMON_COUNTS.map((name) => [name, eb(`xray_daemon.${name}`, '+', row[name])])),
      })),
    )
    .execute();
}

/** Leaves so many, those heard of last. */
export async function dropOldestDaemons(
  trx: ControlTransaction,
  environment: EnvironmentId,
  keptCount: number,
): Promise<void> {
  const newest = await trx
    .selectFrom('xray_daemon')
    .select('last_heard_ms')
    .where('environment_id', '=', environment)
    .orderBy('last_heard_ms', 'desc')
    .offset(keptCount)
    .limit(1)
    .executeTakeFirst();
  if (!newest) return;
  await trx
    .deleteFrom('xray_daemon')
    .where('environment_id', '=', environment)
    .where('last_heard_ms', '<=', newest.last_heard_ms)
    .execute();
}

/** The last heard first. */
export async function readDaemons(db: ControlDb, environment: EnvironmentId): Promise<XRayDaemonRow[]> {
  return db
    .selectFrom('xray_daemon')
    .selectAll()
    .where('environment_id', '=', environment)
    .orderBy('last_heard_ms', 'desc')
    .orderBy('hostname')
    .execute();
}

import type { ControlDb, ControlTransaction } from './control.ts';

/** `access_version` rises whenever teams, environments or keys change, so that other processes notice cheaply. */
export type CounterName =
  | 'environment_id'
  | 'audit_id'
  | 'access_version'
  | 'project_id'
  | 'issue_id'
  | 'issue_history_id'
  | 'occurrence_id';

/** The next value, from 1. Serialised by the transaction; a value of a rolled-back transaction is given out again. */
export function nextCounter(trx: ControlTransaction, name: CounterName): Promise<number> {
  return leaseCounter(trx, name, 1);
}

/** Takes `count` values at once; gives the last of them. */
export async function leaseCounter(trx: ControlTransaction, name: CounterName, count: number): Promise<number> {
  const row = await trx
    .updateTable('counter')
    .set((expression) => ({ value: expression('value', '+', count) }))
    .where('name', '=', name)
    .returning('value')
    .executeTakeFirstOrThrow();
  return row.value;
}

export async function readCounter(db: ControlDb, name: CounterName): Promise<number> {
  const row = await db.selectFrom('counter').select('value').where('name', '=', name).executeTakeFirstOrThrow();
  return row.value;
}

import type { ControlDb, ControlTransaction } from './control.ts';

/** `access_version` rises whenever teams, environments or keys change, so that other processes notice cheaply. */
export type CounterName = 'environment_id' | 'audit_id' | 'access_version' | 'project_id';

/** The next value, from 1. Serialised by the transaction; a value of a rolled-back transaction is given out again. */
export async function nextCounter(trx: ControlTransaction, name: CounterName): Promise<number> {
  const row = await trx
    .updateTable('counter')
    .set((expression) => ({ value: expression('value', '+', 1) }))
    .where('name', '=', name)
    .returning('value')
    .executeTakeFirstOrThrow();
  return row.value;
}

export async function readCounter(db: ControlDb, name: CounterName): Promise<number> {
  const row = await db.selectFrom('counter').select('value').where('name', '=', name).executeTakeFirstOrThrow();
  return row.value;
}

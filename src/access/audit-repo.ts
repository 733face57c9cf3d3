import { type ControlDb, type ControlTransaction, nextCounter } from '../control/index.ts';

export interface AuditEntry {
  readonly atMs: number;
  /** Who: an e-mail address, a name, or what the program did by itself (`first run`). */
  readonly actor: string;
  /** What: `key.create`, `session.sign-in`. */
  readonly action: string;
  /** On what: the id of a key, the slug of an environment. */
  readonly subject: string;
  readonly detail: string;
}

export const AUDIT_READ_MAX = 200;

/** In the transaction of the change it tells of: neither is kept without the other. */
export async function insertAudit(trx: ControlTransaction, teamId: string, entry: AuditEntry): Promise<void> {
  await trx
    .insertInto('audit')
    .values({
      id: await nextCounter(trx, 'audit_id'),
      team_id: teamId,
      at_ms: entry.atMs,
      actor: entry.actor,
      action: entry.action,
      subject: entry.subject,
      detail: entry.detail,
    })
    .execute();
}

/** Newest first, at most `AUDIT_READ_MAX`. */
export async function readAudit(db: ControlDb, teamId: string): Promise<AuditEntry[]> {
  const rows = await db
    .selectFrom('audit')
    .select(['at_ms', 'actor', 'action', 'subject', 'detail'])
    .where('team_id', '=', teamId)
    .orderBy('id', 'desc')
    .limit(AUDIT_READ_MAX)
    .execute();
  return rows.map(({ at_ms, ...rest }) => ({ atMs: at_ms, ...rest }));
}

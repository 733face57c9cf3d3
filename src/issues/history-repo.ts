import { type ControlDb, type ControlTransaction, leaseCounter } from '../control/index.ts';
import type { IssueId, OccurrenceId } from '../model/ids.ts';
import type { IssueActor, IssueEvent, IssueHistoryEntry } from './issue.ts';

export interface NewHistoryEntry {
  readonly issueId: IssueId;
  readonly atMs: number;
  readonly actor: IssueActor | null;
  readonly event: IssueEvent;
  readonly occurrenceId: OccurrenceId | null;
}

/** Nobody reads further back, and a flapping issue must not make the answer endless. */
const ENTRIES_MAX = 1_000;

export async function insertHistory(trx: ControlTransaction, entries: readonly NewHistoryEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const lastId = await leaseCounter(trx, 'issue_history_id', entries.length);
  const rows = entries.map(({ issueId, atMs, actor, event, occurrenceId }, index) => {
    const { kind, ...detail } = event;
    return {
      id: lastId - entries.length + 1 + index,
      issue_id: issueId,
      at_ms: atMs,
      actor_user_id: actor?.userId ?? null,
      actor_name: actor?.name ?? null,
      kind,
      detail: JSON.stringify(detail),
      occurrence_id: occurrenceId,
    };
  });
  await trx.insertInto('issue_history').values(rows).execute();
}

export async function readHistory(db: ControlDb, issueId: IssueId): Promise<IssueHistoryEntry[]> {
  const rows = await db
    .selectFrom('issue_history')
    .selectAll()
    .where('issue_id', '=', issueId)
    .orderBy('at_ms', 'desc')
    .orderBy('id', 'desc')
    .limit(ENTRIES_MAX)
    .execute();
  return rows.map((row) => ({
    atMs: row.at_ms,
    actor: row.actor_name === null ? null : { userId: row.actor_user_id, name: row.actor_name },
    event: { kind: row.kind, ...(JSON.parse(row.detail) as object) } as IssueEvent,
    occurrenceId: row.occurrence_id as OccurrenceId | null,
  }));
}

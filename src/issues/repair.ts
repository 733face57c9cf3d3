import type { Clock } from '../base/clock.ts';
import { MS_PER_DAY, MS_PER_MINUTE } from '../base/time.ts';
import type { Control } from '../control/index.ts';
import type { EnvironmentId, IssueId, ProjectId } from '../model/ids.ts';
import type { TelemetryStore } from '../store/index.ts';
import { readMergedSince } from './issue-repo.ts';
import { relinkMerged } from './taking/relinks-repo.ts';
import type { TakeQueue } from './taking/take-queue.ts';
import { readUnwritten } from './unwritten-repo.ts';

export interface RepairParts {
  readonly store: TelemetryStore;
  readonly control: Control;
  readonly clock: Clock;
  /** Whether other processes write into the same store meanwhile. */
  readonly isShared: boolean;
  /** Others that tell of the same failure find their occurrence anew. */
  readonly takeBackRows: TakeQueue['takeBackRows'];
}

/** Before the last telling that was stored: what a killed process had begun is seconds old then, however long ago that is. */
const UNFINISHED_MS = 10 * MS_PER_MINUTE;
/** Another process may be between a telling and its event right now. */
const UNDER_WAY_MS = MS_PER_MINUTE;

/**
 * Ends what a killed process left half done. A telling is stored before the event that tells it: where that was never
 * written, its sender had no answer, and sends it again or not at all. Issues are merged before their occurrences are.
 */
export async function repair(parts: RepairParts): Promise<{ readonly takenBackCount: number }> {
  const { store, control, clock } = parts;
  for (const row of await readMergedSince(control.db, clock.nowMs() - MS_PER_DAY)) {
    if (row.merged_into === null) continue;
    const scope = { environment: row.environment_id as EnvironmentId, projectId: row.project_id as ProjectId };
    await relinkMerged(store, scope, [{ from: row.id as IssueId, into: row.merged_into as IssueId }]);
  }
  const beforeMs = parts.isShared ? clock.nowMs() - UNDER_WAY_MS : clock.nowMs() + MS_PER_DAY;
  const unwritten = await readUnwritten(store, { unfinishedMs: UNFINISHED_MS, beforeMs });
  await parts.takeBackRows(unwritten);
  return { takenBackCount: unwritten.length };
}

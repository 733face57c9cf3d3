import { assert } from '../base/assert.ts';
import type { Control, ControlTransaction } from '../control/index.ts';
import { CombrayError } from '../model/errors.ts';
import type { EnvironmentId, IssueId } from '../model/ids.ts';
import { insertHistory } from './history-repo.ts';
import type { Issue, IssueActor, IssueChange, IssueEvent } from './issue.ts';
import { type IssueRow, readIssues } from './issue-repo.ts';

export interface ChangeRequest {
  readonly actor: IssueActor;
  readonly environment: EnvironmentId;
  readonly issueIds: readonly IssueId[];
  readonly change: IssueChange;
  readonly nowMs: number;
}

/** Changes them all or none. What is asked for but already so is no change, and no history. */
export async function changeIssues(control: Control, request: ChangeRequest): Promise<Issue[]> {
  const { environment, issueIds, change } = request;
  await control.transaction(async (trx) => {
    const found = await readIssues(trx, environment, issueIds);
    if (issueIds.some((id) => !found.has(id))) throw new CombrayError('not-found', 'there is no such issue');
    await requireMember(trx, environment, change.assignedUserId);
    for (const issue of new Map([...found.values()].map((each) => [each.id, each])).values()) {
      await changeIssue(trx, issue, request);
    }
  });
  const changed = await readIssues(control.db, environment, issueIds);
  return issueIds.map((id) => {
    const issue = changed.get(id);
    assert(issue !== undefined, 'an issue that was changed is there');
    return issue;
  });
}

/** Only somebody of the team can have it. */
async function requireMember(
  trx: ControlTransaction,
  environment: EnvironmentId,
  userId: string | null | undefined,
): Promise<void> {
  if (userId === null || userId === undefined) return;
  const member = await trx
    .selectFrom('membership')
    .innerJoin('environment', 'environment.team_id', 'membership.team_id')
    .select('membership.user_id')
    .where('environment.id', '=', environment)
    .where('membership.user_id', '=', userId)
    .executeTakeFirst();
  if (!member) throw new CombrayError('not-found', 'there is no such person in the team');
}

interface Step {
  readonly set: Partial<IssueRow>;
  readonly event: IssueEvent;
}

async function changeIssue(
  trx: ControlTransaction,
  issue: Issue,
  { actor, change, nowMs }: ChangeRequest,
): Promise<void> {
  const steps = [
    statusStep(issue, change, nowMs),
    assignStep(issue, change),
    titleStep(issue, change),
    levelStep(issue, change),
  ];
  const taken = steps.filter((step) => step !== undefined);
  if (taken.length === 0) return;
  const set = Object.assign({}, ...taken.map((step) => step.set)) as Partial<IssueRow>;
  await trx
    .updateTable('issue')
    .set({ ...set, modified_by_user_id: actor.userId })
    .where('id', '=', issue.id)
    .execute();
  const entries = taken.map(({ event }) => ({ issueId: issue.id, atMs: nowMs, actor, event, occurrenceId: null }));
  await insertHistory(trx, entries);
}

function statusStep(issue: Issue, change: IssueChange, nowMs: number): Step | undefined {
  const { status, resolvedInVersion = '' } = change;
  switch (status) {
    case 'resolved':
      if (issue.status === 'resolved' && issue.resolvedInVersion === resolvedInVersion) return undefined;
      return {
        set: { status, resolved_in_version: resolvedInVersion, resolved_at_ms: nowMs },
        event: { kind: 'resolved', version: resolvedInVersion },
      };
    case 'muted':
      if (issue.status === 'muted') return undefined;
      return { set: { status, resolved_in_version: '', muted_at_ms: nowMs }, event: { kind: 'muted' } };
    case 'active':
      if (issue.status !== 'resolved' && issue.status !== 'muted') return undefined;
      return {
        set: { status, resolved_in_version: '', activated_at_ms: nowMs },
        event: { kind: issue.status === 'resolved' ? 'reopened' : 'unmuted' },
      };
    default:
      return versionStep(issue, change);
  }
}

/** A version alone says more of what is resolved already, and nothing of when. */
function versionStep(issue: Issue, { resolvedInVersion }: IssueChange): Step | undefined {
  if (issue.status !== 'resolved' || resolvedInVersion === undefined) return undefined;
  if (resolvedInVersion === issue.resolvedInVersion) return undefined;
  return {
    set: { resolved_in_version: resolvedInVersion },
    event: { kind: 'resolved', version: resolvedInVersion },
  };
}

function assignStep(issue: Issue, { assignedUserId }: IssueChange): Step | undefined {
  if (assignedUserId === undefined || assignedUserId === issue.assignedUserId) return undefined;
  return { set: { assigned_user_id: assignedUserId }, event: { kind: 'assigned', userId: assignedUserId } };
}

function titleStep(issue: Issue, { title }: IssueChange): Step | undefined {
  if (title === undefined || (title === issue.title && issue.isTitleLocked)) return undefined;
  return {
    set: { title, title_search: title.toLowerCase(), title_lock: 1 },
    event: { kind: 'title-set', title },
  };
}

function levelStep(issue: Issue, { level }: IssueChange): Step | undefined {
  if (level === undefined || (level === issue.level && issue.isLevelLocked)) return undefined;
  return { set: { level, level_lock: 1 }, event: { kind: 'level-set', level } };
}

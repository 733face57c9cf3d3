import { assert } from '../../base/assert.ts';
import { type ControlTransaction, nextCounter } from '../../control/index.ts';
import type { EnvironmentId, IssueId, ProjectId } from '../../model/ids.ts';
import { GROUPING_VERSION } from '../grouping/fingerprint.ts';
import { insertHistory } from '../history-repo.ts';
import type { IssueEvent } from '../issue.ts';
import { type IssueRow, nextIssueCounter } from '../issue-repo.ts';
import { moveAliases } from './alias-repo.ts';
import type { DecidedCluster, IssueMerge } from './decided-cluster.ts';

export interface LedgerScope {
  readonly environment: EnvironmentId;
  readonly projectId: ProjectId;
  readonly nowMs: number;
}

/** The issues of one transaction as they stand within it; every change is written at once. */
export class IssueLedger {
  readonly #trx: ControlTransaction;
  readonly #scope: LedgerScope;
  readonly #rows: Map<IssueId, IssueRow>;
  readonly #mergedInto = new Map<IssueId, IssueId>();

  constructor(trx: ControlTransaction, scope: LedgerScope, rows: readonly IssueRow[]) {
    this.#trx = trx;
    this.#scope = scope;
    this.#rows = new Map(rows.map((row) => [row.id as IssueId, row]));
  }

  /** The issue it is now, if it was merged meanwhile. */
  current(id: IssueId): IssueId {
    const into = this.#mergedInto.get(id) ?? this.#rows.get(id)?.merged_into;
    return into === undefined || into === null ? id : this.current(into as IssueId);
  }

  row(id: IssueId): IssueRow {
    const row = this.#rows.get(this.current(id));
    assert(row !== undefined, 'an issue that is decided about was read or made');
    return row;
  }

  merges(): IssueMerge[] {
    return [...this.#mergedInto.keys()].map((from) => ({ from, into: this.current(from) }));
  }

  async create(cluster: DecidedCluster): Promise<IssueId> {
    const { environment, projectId, nowMs } = this.#scope;
    const row: IssueRow = {
      id: await nextCounter(this.#trx, 'issue_id'),
      environment_id: environment,
      project_id: projectId,
      counter: await nextIssueCounter(this.#trx, projectId),
      ...describe(cluster),
      title_lock: 0,
      level_lock: 0,
      status: 'new',
      resolved_in_version: '',
      assigned_user_id: null,
      activating_occurrence_id: cluster.occurrenceId,
      created_at_ms: nowMs,
      activated_at_ms: nowMs,
      resolved_at_ms: null,
      muted_at_ms: null,
      modified_by_user_id: null,
      merged_into: null,
      merged_at_ms: null,
    };
    await this.#trx.insertInto('issue').values(row).execute();
    const id = row.id as IssueId;
    this.#rows.set(id, row);
    await this.#tell(id, { kind: 'created' }, cluster);
    return id;
  }

  /** It is described by the richer telling from now on, as it would be had that come first. */
  async rename(id: IssueId, cluster: DecidedCluster): Promise<IssueId> {
    const row = this.row(id);
    const { title, title_search, level, ...rest } = describe(cluster);
    await this.#update(row.id as IssueId, {
      ...rest,
      ...(row.title_lock ? {} : { title, title_search }),
      ...(row.level_lock ? {} : { level }),
    });
    return row.id as IssueId;
  }

  async merge(fromId: IssueId, intoId: IssueId): Promise<void> {
    const [from, into] = [this.row(fromId), this.row(intoId)];
    assert(from.id !== into.id, 'an issue is not merged into itself');
    const [fromNow, intoNow] = [from.id as IssueId, into.id as IssueId];
    await moveAliases(this.#trx, fromNow, intoNow);
    await this.#trx.updateTable('issue_history').set({ issue_id: into.id }).where('issue_id', '=', from.id).execute();
    await this.#trx.updateTable('issue').set({ merged_into: into.id }).where('merged_into', '=', from.id).execute();
    await this.#update(fromNow, { merged_into: into.id, merged_at_ms: this.#scope.nowMs });
    await this.#update(intoNow, {
      created_at_ms: Math.min(from.created_at_ms, into.created_at_ms),
      assigned_user_id: into.assigned_user_id ?? from.assigned_user_id,
    });
    this.#mergedInto.set(fromNow, intoNow);
    await this.#tell(intoNow, { kind: 'merged', counter: from.counter });
  }

  async reactivate(id: IssueId, cluster: DecidedCluster): Promise<void> {
    const row = this.row(id);
    const { title, title_search } = describe(cluster);
    await this.#update(row.id as IssueId, {
      status: 'reactivated',
      resolved_in_version: '',
      activated_at_ms: this.#scope.nowMs,
      activating_occurrence_id: cluster.occurrenceId,
      ...(row.title_lock ? {} : { title, title_search }),
    });
    await this.#tell(row.id as IssueId, { kind: 'reactivated' }, cluster);
  }

  async #update(id: IssueId, change: Partial<IssueRow>): Promise<void> {
    const row = this.#rows.get(id);
    assert(row !== undefined, 'an issue that is changed is at hand');
    this.#rows.set(id, { ...row, ...change });
    await this.#trx.updateTable('issue').set(change).where('id', '=', id).execute();
  }

  async #tell(issueId: IssueId, event: IssueEvent, cluster?: DecidedCluster): Promise<void> {
    const occurrenceId = cluster?.occurrenceId ?? null;
    await insertHistory(this.#trx, [{ issueId, atMs: this.#scope.nowMs, actor: null, event, occurrenceId }]);
  }
}

function describe(cluster: DecidedCluster) {
  const { title, level, framework, platform, key } = cluster;
  return {
    deployment_environment: key.deploymentEnvironment,
    fingerprint: key.fingerprint,
    grouping_version: GROUPING_VERSION,
    title,
    title_search: title.toLowerCase(),
    level,
    framework,
    platform,
  };
}

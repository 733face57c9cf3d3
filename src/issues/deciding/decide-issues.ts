import type { ControlTransaction } from '../../control/index.ts';
import type { EnvironmentId, IssueId, OccurrenceId, ProjectId } from '../../model/ids.ts';
import { readIssueRows } from '../issue-repo.ts';
import { type AliasRole, type AliasRow, aliasKey, putAlias, readAliases } from './alias-repo.ts';
import type { DecidedCluster, Decisions, Detachment, FirstSeenMs, GroupingKey } from './decided-cluster.ts';
import { IssueLedger } from './issue-ledger.ts';
import { reactivates } from './version-order.ts';

export interface DecisionRequest {
  readonly environment: EnvironmentId;
  readonly projectId: ProjectId;
  readonly nowMs: number;
  /** In order of arrival. */
  readonly clusters: readonly DecidedCluster[];
  readonly firstSeenMs: FirstSeenMs;
}

/** Finds or makes the issue of each occurrence. Said again, it decides the same. */
export async function decideIssues(trx: ControlTransaction, request: DecisionRequest): Promise<Decisions> {
  const { projectId, clusters } = request;
  const fingerprints = clusters.flatMap(({ key, otherKeys }) => [key, ...otherKeys].map((each) => each.fingerprint));
  const aliases = await readAliases(trx, projectId, [...new Set(fingerprints)]);
  const issueIds = [...aliases.values()].map(({ issue_id }) => issue_id).filter((id) => id !== null);
  const rows = await readIssueRows(trx, [...new Set(issueIds)]);
  const making = new DecisionMaking(trx, request, aliases, new IssueLedger(trx, request, rows));
  for (const cluster of clusters) await making.decide(cluster);
  return making.decisions();
}

class DecisionMaking {
  readonly #trx: ControlTransaction;
  readonly #request: DecisionRequest;
  readonly #aliases: Map<string, AliasRow>;
  readonly #ledger: IssueLedger;
  readonly #decided = new Map<OccurrenceId, IssueId>();
  readonly #detachments: Detachment[] = [];

  constructor(trx: ControlTransaction, request: DecisionRequest, aliases: Map<string, AliasRow>, ledger: IssueLedger) {
    this.#trx = trx;
    this.#request = request;
    this.#aliases = aliases;
    this.#ledger = ledger;
  }

  async decide(cluster: DecidedCluster): Promise<void> {
    const issueId = await this.#issueOf(cluster);
    for (const key of cluster.otherKeys) await this.#follow(key, cluster, issueId);
    await this.#reactivate(issueId, cluster);
    this.#decided.set(cluster.occurrenceId, issueId);
  }

  decisions(): Decisions {
    const issueIds = new Map([...this.#decided].map(([id, issueId]) => [id, this.#ledger.current(issueId)]));
    return { issueIds, merges: this.#ledger.merges(), detachments: this.#detachments };
  }

  async #issueOf(cluster: DecidedCluster): Promise<IssueId> {
    const { key } = cluster;
    const known = this.#find(key);
    // A fingerprint known from poorer tellings only, as another failure's: now a richer one says it is one of its own.
    const isOutgrown = known?.role === 'alias' && key.tellerRank > known.teller_rank;
    if (known && known.issue_id !== null && !isOutgrown) {
      const issueId = known.issue_id as IssueId;
      if (key.tellerRank > known.teller_rank)
        await this.#put(key, { issueId, role: roleOf(known), rank: key.tellerRank });
      return this.#ledger.current(issueId);
    }
    if (known && isOutgrown) this.#detach(known);
    const issueId = (await this.#renamed(cluster)) ?? (await this.#ledger.create(cluster));
    await this.#put(key, { issueId, role: known?.role === 'shared' ? 'shared' : 'own', rank: key.tellerRank });
    return issueId;
  }

  /** The issue that a poorer telling of the same failure has made becomes this one, with its number and its history. */
  async #renamed(cluster: DecidedCluster): Promise<IssueId | undefined> {
    const earlier = cluster.otherKeys
      .map((key) => this.#find(key))
      .filter((known) => known?.role === 'own' && known.teller_rank <= cluster.key.tellerRank)
      .flatMap((known) => known?.issue_id ?? []);
    // The oldest has the number that people know.
    const [oldest] = earlier.sort((a, b) => a - b);
    return oldest === undefined ? undefined : this.#ledger.rename(oldest as IssueId, cluster);
  }

  /** What another telling groups by leads to the same issue from now on, unless it is said of several failures. */
  async #follow(key: GroupingKey, cluster: DecidedCluster, issueId: IssueId): Promise<void> {
    const rank = cluster.key.tellerRank;
    const alias = { issueId, role: 'alias', rank } as const;
    const known = this.#find(key);
    if (!known) return this.#put(key, alias);
    const sameKey = { ...key, tellerRank: known.teller_rank };
    const current = known.issue_id === null ? undefined : this.#ledger.current(known.issue_id as IssueId);
    if (known.role === 'own') {
      // Richer than what decides here: another failure that happens to group by it.
      if (known.teller_rank > rank) return;
      if (current !== undefined && current !== issueId) await this.#merge(current, issueId);
      await this.#put(sameKey, alias);
    } else if (rank > known.decider_rank) {
      // The richest says which failure it is of.
      if (known.role === 'alias' && current !== issueId) this.#detach(known);
      if (known.role === 'shared' && current !== undefined) await this.#merge(current, issueId);
      await this.#put(sameKey, alias);
    } else if (known.role === 'alias' && rank === known.decider_rank && current !== issueId) {
      this.#detach(known);
      await this.#put(sameKey, { issueId: null, role: 'shared', rank });
    }
  }

  #detach({ deployment_environment, fingerprint, issue_id }: AliasRow): void {
    if (issue_id === null) return;
    const from = this.#ledger.current(issue_id as IssueId);
    this.#detachments.push({ key: { deploymentEnvironment: deployment_environment, fingerprint }, from });
  }

  async #merge(from: IssueId, into: IssueId): Promise<void> {
    await this.#ledger.merge(from, into);
    for (const [key, alias] of this.#aliases) {
      if (alias.issue_id === from) this.#aliases.set(key, { ...alias, issue_id: into });
    }
  }

  async #reactivate(issueId: IssueId, cluster: DecidedCluster): Promise<void> {
    const issue = this.#ledger.row(issueId);
    if (!cluster.isNew || issue.status !== 'resolved') return;
    const firstSeen = (version: string) => this.#request.firstSeenMs(issue.deployment_environment, version);
    if (reactivates(cluster.codeVersion, issue.resolved_in_version, firstSeen)) {
      await this.#ledger.reactivate(issueId, cluster);
    }
  }

  #find({ deploymentEnvironment, fingerprint }: GroupingKey): AliasRow | undefined {
    return this.#aliases.get(aliasKey(deploymentEnvironment, fingerprint));
  }

  async #put(
    { deploymentEnvironment, fingerprint, tellerRank }: GroupingKey,
    { issueId, role, rank }: { issueId: IssueId | null; role: AliasRole; rank: number },
  ): Promise<void> {
    const row: AliasRow = {
      project_id: this.#request.projectId,
      deployment_environment: deploymentEnvironment,
      fingerprint,
      issue_id: issueId,
      role,
      teller_rank: tellerRank,
      decider_rank: rank,
    };
    this.#aliases.set(aliasKey(deploymentEnvironment, fingerprint), row);
    await putAlias(this.#trx, row);
  }
}

const roleOf = (alias: AliasRow): AliasRole => alias.role as AliasRole;

import type { Control } from '../../control/index.ts';
import { INTERACTIVE_BUDGET } from '../../model/query-budget.ts';
import type { TelemetryStore } from '../../store/index.ts';
import { IN_PROJECT, type ProjectScope } from '../taking/scope.ts';
import { type DecidedCluster, type FirstSeenMs, UNKNOWN_ENVIRONMENT } from './decided-cluster.ts';
import { compareVersions } from './version-order.ts';

/** Asked only where it decides: an issue is resolved in a version whose text says nothing of an order. */
export async function readFirstSeen(
  { store, control }: { store: TelemetryStore; control: Control },
  scope: ProjectScope,
  clusters: readonly DecidedCluster[],
): Promise<FirstSeenMs> {
  const told = clusters.filter(({ isNew, codeVersion }) => isNew && codeVersion !== '');
  const resolvedIn = told.length === 0 ? [] : await readResolvedVersions(control, scope, told);
  const isUnordered = (a: string) => resolvedIn.some((b) => compareVersions(a, b) === undefined);
  const versions = [...new Set(told.map(({ codeVersion }) => codeVersion))].filter(isUnordered);
  if (versions.length === 0) return () => undefined;
  const rows = await store.query(
    {
      sql: `SELECT deployment_environment, code_version, intDiv(min(least(time, received)), 1000000) AS first_ms
        FROM occurrences WHERE ${IN_PROJECT} AND code_version IN {versions:Array(String)}
        GROUP BY deployment_environment, code_version`,
      params: { ...scope, versions: [...versions, ...resolvedIn] },
    },
    INTERACTIVE_BUDGET,
  );
  const firstMs = new Map(
    rows.map((row) => [
      `${row.deployment_environment || UNKNOWN_ENVIRONMENT}\0${row.code_version}`,
      Number(row.first_ms),
    ]),
  );
  return (deploymentEnvironment, version) => firstMs.get(`${deploymentEnvironment}\0${version}`);
}

async function readResolvedVersions(
  control: Control,
  { projectId }: ProjectScope,
  clusters: readonly DecidedCluster[],
): Promise<string[]> {
  const rows = await control.db
    .selectFrom('issue_alias')
    .innerJoin('issue', 'issue.id', 'issue_alias.issue_id')
    .select('issue.resolved_in_version as version')
    .distinct()
    .where('issue_alias.project_id', '=', projectId)
    .where('issue_alias.fingerprint', 'in', [...new Set(clusters.map(({ key }) => key.fingerprint))])
    .where('issue.status', '=', 'resolved')
    .where('issue.resolved_in_version', '!=', '')
    .execute();
  return rows.map(({ version }) => version);
}

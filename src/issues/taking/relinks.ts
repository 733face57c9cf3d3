import { assert } from '../../base/assert.ts';
import { groupBy } from '../../base/group-by.ts';
import type { Control } from '../../control/index.ts';
import type { IssueId } from '../../model/ids.ts';
import type { OccurrenceRow } from '../../model/side-rows.ts';
import type { TelemetryStore } from '../../store/index.ts';
import { aliasKey, putAlias, readAliases } from '../deciding/alias-repo.ts';
import type { Detachment } from '../deciding/decided-cluster.ts';
import { IssueLedger } from '../deciding/issue-ledger.ts';
import { decidedCluster } from './cluster-key.ts';
import { readDetached } from './relinks-repo.ts';
import type { ProjectScope } from './scope.ts';

export interface RelinkParts {
  readonly store: TelemetryStore;
  readonly control: Control;
  readonly nowMs: () => number;
}

/** Gives occurrences that only a poorer sender told of an issue of their own, or the one that is theirs by now. */
export async function relinkDetached(
  parts: RelinkParts,
  scope: ProjectScope,
  detachments: readonly Detachment[],
): Promise<void> {
  for (const detachment of detachments) {
    for (;;) {
      const rows = await readDetached(parts.store, scope, detachment);
      if (rows.length === 0) break;
      const issueId = await issueOfDetached(parts, scope, detachment, rows);
      if (issueId === detachment.from) break;
      await parts.store.append(
        'occurrences',
        rows.map((row) => ({ ...row, version: row.version + 1n, issueId })),
      );
    }
  }
}

async function issueOfDetached(
  { control, nowMs }: RelinkParts,
  scope: ProjectScope,
  { key }: Detachment,
  rows: readonly OccurrenceRow[],
): Promise<IssueId> {
  return control.transaction(async (trx) => {
    const aliases = await readAliases(trx, scope.projectId, [key.fingerprint]);
    const alias = aliases.get(aliasKey(key.deploymentEnvironment, key.fingerprint));
    if (alias && alias.issue_id !== null) return alias.issue_id as IssueId;
    const [first] = [...groupBy(rows, ({ canonicalId }) => canonicalId).values()];
    const canonical = first?.find(({ canonicalId, occurrenceId }) => canonicalId === occurrenceId) ?? first?.[0];
    assert(alias !== undefined && canonical !== undefined, 'a fingerprint that is detached is known');
    const ledger = new IssueLedger(trx, { ...scope, nowMs: nowMs() }, []);
    const issueId = await ledger.create(decidedCluster([canonical], false));
    await putAlias(trx, { ...alias, issue_id: issueId });
    return issueId;
  });
}

/** An issue without occurrences is nobody's: it gives way to the one its last occurrence went to. */
export async function vanish(control: Control, from: IssueId, into: IssueId, nowMs: number): Promise<void> {
  await control.transaction(async (trx) => {
    await trx
      .updateTable('issue')
      .set({ merged_into: into, merged_at_ms: nowMs })
      .where('id', '=', from)
      .where('merged_into', 'is', null)
      .execute();
    // Whoever looks for an issue follows one step.
    await trx.updateTable('issue').set({ merged_into: into }).where('merged_into', '=', from).execute();
    await trx
      .updateTable('issue_alias')
      .set({ issue_id: null })
      .where('issue_id', '=', from)
      .where('role', '=', 'shared')
      .execute();
    await trx.deleteFrom('issue_alias').where('issue_id', '=', from).execute();
  });
}

import type { Selectable } from 'kysely';
import type { ControlDb, ControlSchema, ControlTransaction } from '../../control/index.ts';
import type { IssueId, ProjectId } from '../../model/ids.ts';

export type AliasRow = Selectable<ControlSchema['issue_alias']>;
export type AliasRole = 'own' | 'alias' | 'shared';

export const aliasKey = (deploymentEnvironment: string, fingerprint: string): string =>
  `${deploymentEnvironment}\0${fingerprint}`;

export async function readAliases(
  db: ControlDb,
  projectId: ProjectId,
  fingerprints: readonly string[],
): Promise<Map<string, AliasRow>> {
  if (fingerprints.length === 0) return new Map();
  const rows = await db
    .selectFrom('issue_alias')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('fingerprint', 'in', fingerprints)
    .execute();
  return new Map(rows.map((row) => [aliasKey(row.deployment_environment, row.fingerprint), row]));
}

export async function putAlias(trx: ControlTransaction, row: AliasRow): Promise<void> {
  const { issue_id, role, teller_rank, decider_rank } = row;
  await trx
    .insertInto('issue_alias')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['project_id', 'deployment_environment', 'fingerprint'])
        .doUpdateSet({ issue_id, role, teller_rank, decider_rank }),
    )
    .execute();
}

export async function moveAliases(trx: ControlTransaction, from: IssueId, into: IssueId): Promise<void> {
  await trx.updateTable('issue_alias').set({ issue_id: into }).where('issue_id', '=', from).execute();
}

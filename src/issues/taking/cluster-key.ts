import type { OccurrenceRow } from '../../model/side-rows.ts';
import { TELLERS } from '../../model/telling.ts';
import { type DecidedCluster, type GroupingKey, UNKNOWN_ENVIRONMENT } from '../deciding/decided-cluster.ts';

export type ClusterRow = Pick<
  OccurrenceRow,
  | 'occurrenceId'
  | 'teller'
  | 'fingerprint'
  | 'deploymentEnvironment'
  | 'title'
  | 'level'
  | 'codeVersion'
  | 'framework'
  | 'platform'
>;

/** `rows`: the richest telling first. */
export function decidedCluster(rows: readonly [ClusterRow, ...ClusterRow[]], isNew: boolean): DecidedCluster {
  const [canonical] = rows;
  const told = (field: 'deploymentEnvironment' | 'codeVersion' | 'framework' | 'platform') =>
    rows.find((row) => row[field] !== '')?.[field] ?? '';
  const deploymentEnvironment = told('deploymentEnvironment') || UNKNOWN_ENVIRONMENT;
  const key: GroupingKey = { ...keyOf(canonical), deploymentEnvironment };
  const others = new Map<string, GroupingKey>();
  for (const each of rows.map(keyOf)) {
    const name = `${each.deploymentEnvironment}\0${each.fingerprint}`;
    const isKey = each.deploymentEnvironment === deploymentEnvironment && each.fingerprint === key.fingerprint;
    if (!isKey && !others.has(name)) others.set(name, each);
  }
  return {
    occurrenceId: canonical.occurrenceId,
    key,
    otherKeys: [...others.values()],
    title: canonical.title,
    level: canonical.level,
    codeVersion: told('codeVersion'),
    framework: told('framework'),
    platform: told('platform'),
    isNew,
  };
}

function keyOf({ deploymentEnvironment, fingerprint, teller }: ClusterRow): GroupingKey {
  return {
    deploymentEnvironment: deploymentEnvironment || UNKNOWN_ENVIRONMENT,
    fingerprint,
    tellerRank: TELLERS.indexOf(teller),
  };
}

import type { Kysely } from 'kysely';
import { firstLight } from './0001-first-light.ts';
import { healthChecks } from './0002-health-checks.ts';
import { serviceColours } from './0003-service-colours.ts';
import { retention } from './0004-retention.ts';
import { projects } from './0005-projects.ts';
import { issues } from './0006-issues.ts';
import { xrayDaemons } from './0007-xray-daemons.ts';
import { issueLists } from './0008-issue-lists.ts';

export interface Migration {
  /** 1, 2, 3, ...: the position in the list below. */
  readonly number: number;
  readonly name: string;
  up(db: Kysely<unknown>): Promise<void>;
}

/** Forward only. A released migration is never edited; a change is a new one. */
export const MIGRATIONS: readonly Migration[] = [
  firstLight,
  healthChecks,
  serviceColours,
  retention,
  projects,
  issues,
  xrayDaemons,
  issueLists,
];

import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { RandomBytes } from '../base/random.ts';
import type { Sealer } from '../base/seal.ts';
import type { Control } from '../control/index.ts';
import { type Account, createAccount } from './account.ts';
import { type AuditEntry, readAudit } from './audit-repo.ts';
import { createDirectory, type Directory, startDirectoryRefresh } from './directory.ts';
import { createEnvironments, type Environments } from './environments.ts';
import { type Bootstrap, type FirstRun, makeSetup, runFirstTime, type Setup } from './first-run.ts';
import { createKeys, type Keys } from './keys.ts';
import { createPasswords, type ScryptCost } from './passwords.ts';
import { createPeople, type People } from './people.ts';
import { createProjects, ensureProjects, type Projects } from './projects.ts';
import { createSessions, type Sessions } from './sessions.ts';

export interface Access {
  readonly directory: Pick<
    Directory,
    'authenticate' | 'findAwsKey' | 'findEnvironment' | 'firstEnvironment' | 'projectsOf'
  >;
  readonly environments: Environments;
  readonly keys: Keys;
  readonly projects: Projects;
  readonly sessions: Sessions;
  readonly account: Account;
  readonly people: People;
  readonly audit: { list(teamId: string): Promise<AuditEntry[]> };
  /** Makes what a new data directory needs, in one transaction. Undefined when it has been done before. */
  firstRun(bootstrap: Bootstrap): Promise<FirstRun | undefined>;
  /** A new sign-in link and fresh keys for senders; a running server knows them within a second. Undefined before a first run. */
  printSetup(): Promise<Setup | undefined>;
  /** Reads keys and environments and keeps them fresh; before it, nobody is let in: `store-unavailable`. */
  start(): Promise<{ close(): Promise<void> }>;
}

export interface AccessOptions {
  readonly control: Control;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** For secrets that must be readable again. */
  readonly sealer: Sealer;
  readonly log: Log;
  /** Cheaper in tests. */
  readonly passwordCost?: ScryptCost;
}

export function createAccess({ control, clock, random, sealer, log, passwordCost }: AccessOptions): Access {
  const directory = createDirectory({ control, clock, sealer, log });
  const parts = { control, clock, random, sealer, directory, passwords: createPasswords(random, passwordCost) };
  return {
    directory,
    environments: createEnvironments(parts),
    keys: createKeys(parts),
    projects: createProjects(parts),
    sessions: createSessions(parts),
    account: createAccount(parts),
    people: createPeople(parts),
    audit: { list: (teamId) => readAudit(control.db, teamId) },
    firstRun: (bootstrap) => runFirstTime(parts, bootstrap),
    printSetup: () => makeSetup(parts),
    async start() {
      await ensureProjects(parts);
      await directory.refresh();
      return startDirectoryRefresh(directory, log);
    },
  };
}

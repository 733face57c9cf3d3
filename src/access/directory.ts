import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { sha256Hex } from '../base/random.ts';
import type { Sealer } from '../base/seal.ts';
import { MS_PER_MINUTE } from '../base/time.ts';
import { type Control, readCounter } from '../control/index.ts';
import { CombrayError } from '../model/errors.ts';
import type { EnvironmentId } from '../model/ids.ts';
import { markKeyUsed, readValidKeys } from './keys-repo.ts';
import type { Environment, KeyPrincipal, Project, Team } from './principal.ts';
import { readProjects } from './projects-repo.ts';
import { readEnvironments, readTeams } from './teams-repo.ts';

/**
 * Teams, environments and keys in memory, so that no request waits for the database to be let in, and none is refused while
 * it is away: what was read last holds. Before the first `refresh` everything throws `store-unavailable`.
 */
export interface Directory {
  /** Whose key this text is. Unknown and revoked keys: undefined. Touches memory only. */
  authenticate(text: string): KeyPrincipal | undefined;
  /** The key an AWS signature names, and the secret it is made with; undefined as above, or when the secret cannot be opened. */
  findAwsKey(accessKeyId: string): { key: KeyPrincipal; secret: string } | undefined;
  /** Oldest first. */
  projectsOf(environment: EnvironmentId): readonly Project[];
  findEnvironment(teamId: string, slug: string): Environment | undefined;
  environmentsOf(teamId: string): readonly Environment[];
  /** The oldest environment: where keyless requests go. */
  firstEnvironment(): Environment | undefined;
  /** Reads everything again if anything changed, here or in another process. */
  refresh(): Promise<void>;
  /** Writes the times of use noted since the last call. */
  flushKeyUse(): Promise<void>;
}

interface Snapshot {
  readonly version: number;
  /** By SHA-256 of the key's text: who guesses learns nothing from how long a look-up takes. */
  readonly keys: ReadonlyMap<string, KeyPrincipal>;
  readonly awsKeys: ReadonlyMap<string, { key: KeyPrincipal; secret: string }>;
  /** AWS keys whose secret cannot be opened. */
  readonly unreadable: readonly string[];
  readonly environments: readonly Environment[];
  readonly projects: readonly Project[];
}

interface DirectoryParts {
  readonly control: Control;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly log: Log;
}

export function createDirectory({ control, clock, sealer, log }: DirectoryParts): Directory {
  let snapshot: Snapshot | undefined;
  const usedAtMs = new Map<string, number>();
  /** A sender whose key cannot be looked up yet must come back, not be told that its key is wrong. */
  const known = (): Snapshot => {
    if (!snapshot) throw new CombrayError('store-unavailable', 'the control store has not been reached yet');
    return snapshot;
  };
  return {
    authenticate(text) {
      const key = known().keys.get(sha256Hex(text));
      if (key) usedAtMs.set(key.keyId, clock.nowMs());
      return key;
    },
    findAwsKey(accessKeyId) {
      const found = known().awsKeys.get(accessKeyId);
      if (found) usedAtMs.set(accessKeyId, clock.nowMs());
      return found;
    },
    projectsOf: (environment) => known().projects.filter(({ environmentId }) => environmentId === environment),
    findEnvironment: (teamId, slug) =>
      known().environments.find((environment) => environment.teamId === teamId && environment.slug === slug),
    environmentsOf: (teamId) => known().environments.filter((environment) => environment.teamId === teamId),
    firstEnvironment: () => known().environments[0],
    async refresh() {
      // The version is read before the rest: a change in between is found by the next call.
      const version = await readCounter(control.db, 'access_version');
      if (snapshot && version <= snapshot.version) return;
      const fresh = await readSnapshot({ control, sealer }, version);
      // Calls overlap: one that began before a key was revoked must not bring it back.
      if (snapshot && fresh.version <= snapshot.version) return;
      snapshot = fresh;
      if (fresh.unreadable.length === 0) return;
      log.error({ keys: fresh.unreadable }, 'AWS keys are refused, they were sealed under another secret key');
    },
    async flushKeyUse() {
      if (usedAtMs.size === 0) return;
      const noted = [...usedAtMs];
      await control.transaction(async (trx) => {
        for (const [keyId, atMs] of noted) await markKeyUsed(trx, keyId, atMs);
      });
      for (const [keyId, atMs] of noted) if (usedAtMs.get(keyId) === atMs) usedAtMs.delete(keyId);
    },
  };
}

async function readSnapshot(
  { control, sealer }: { control: Control; sealer: Sealer },
  version: number,
): Promise<Snapshot> {
  const teams = new Map((await readTeams(control.db)).map((team): [string, Team] => [team.id, team]));
  const environments = await readEnvironments(control.db);
  const environmentById = new Map(environments.map((environment) => [environment.id as number, environment]));
  const projects = await readProjects(control.db);
  const projectById = new Map(projects.map((project) => [project.id, project]));
  const keys = new Map<string, KeyPrincipal>();
  const awsKeys = new Map<string, { key: KeyPrincipal; secret: string }>();
  const unreadable: string[] = [];
  for (const kept of await readValidKeys(control.db)) {
    const { id: keyId, kind: keyKind, name, permissions, rateLimit, environmentId, projectId } = kept;
    const team = teams.get(kept.teamId);
    const environment = environmentId === null ? undefined : environmentById.get(environmentId);
    const project = projectId === null ? undefined : projectById.get(projectId);
    // Made between the reads: its version is newer, so the next refresh has it.
    if (!team || (environmentId !== null && !environment) || (projectId !== null && !project)) continue;
    const key = { kind: 'key', keyId, keyKind, name, permissions, team, environment, project, rateLimit } as const;
    if (keyKind === 'aws') {
      const secret = kept.sealedText === null ? undefined : sealer.open(kept.sealedText);
      if (secret === undefined) unreadable.push(keyId);
      else awsKeys.set(keyId, { key, secret });
    } else {
      keys.set(kept.textHash, key);
    }
  }
  return { version, keys, awsKeys, unreadable, environments, projects };
}

/** Twice as often as the promise that keys made or revoked by another process count within a second. */
const REFRESH_EVERY_MS = 500;

/** Keeps the directory fresh and writes times of use, once a minute at most. */
export function startDirectoryRefresh(directory: Directory, log: Log): { close(): Promise<void> } {
  let isFailing = false;
  let ticksSinceFlush = 0;
  let running: Promise<void> = Promise.resolve();
  const ticksPerFlush = MS_PER_MINUTE / REFRESH_EVERY_MS;
  const tick = async () => {
    try {
      await directory.refresh();
      if (ticksSinceFlush >= ticksPerFlush) {
        ticksSinceFlush = 0;
        await directory.flushKeyUse();
      }
      isFailing = false;
    } catch (error) {
      // The keys known so far stay valid. Of a server that is away, whoever watches it has said so.
      const isAway = error instanceof CombrayError && error.code === 'store-unavailable';
      if (!isFailing && !isAway) log.error({ err: error }, 'cannot read keys from the control store, trying again');
      isFailing = !isAway;
    }
  };
  let isTicking = false;
  const timer = setInterval(() => {
    ticksSinceFlush += 1;
    if (isTicking) return;
    isTicking = true;
    running = tick().finally(() => {
      isTicking = false;
    });
  }, REFRESH_EVERY_MS);
  timer.unref();
  return {
    async close() {
      clearInterval(timer);
      await running;
      await directory.flushKeyUse();
    },
  };
}

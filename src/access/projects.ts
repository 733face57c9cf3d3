import { type ControlTransaction, nextCounter } from '../control/index.ts';
import { ROLLBAR_SCOPES, type RollbarScope } from '../model/credentials.ts';
import type { EnvironmentId } from '../model/ids.ts';
import { makeKey } from './make-key.ts';
import type { AccessParts } from './parts.ts';
import type { Environment, Project } from './principal.ts';
import { insertProject, readProjects } from './projects-repo.ts';
import { readEnvironments } from './teams-repo.ts';

export interface Projects {
  /** Oldest first; an environment has at least one. */
  list(environment: EnvironmentId): readonly Project[];
}

export function createProjects({ directory }: AccessParts): Projects {
  return { list: (environment) => directory.projectsOf(environment) };
}

export interface MadeProject {
  readonly project: Project;
  /** Text of the token with that scope. */
  token(scope: RollbarScope): string;
}

/** With it come four tokens, each named like its one scope. Source: docs.rollbar.com "Access tokens". */
export async function makeProject(
  parts: Pick<AccessParts, 'random' | 'clock' | 'sealer'>,
  trx: ControlTransaction,
  { environment, createdBy }: { environment: Environment; createdBy: string },
): Promise<MadeProject> {
  const { id: environmentId, teamId, slug, name } = environment;
  const project = await insertProject(trx, { environmentId, slug, name }, parts.clock.nowMs());
  const tokens = new Map<RollbarScope, string>();
  for (const scope of ROLLBAR_SCOPES) {
    const creation = { kind: 'rollbar_project', name: scope, permissions: [scope], projectId: project.id } as const;
    const { text } = await makeKey(trx, parts, { ...creation, teamId, environmentId, createdBy });
    tokens.set(scope, text);
  }
  return { project, token: (scope) => tokens.get(scope) ?? '' };
}

/** Environments of a version that knew no projects get theirs. */
export async function ensureProjects(parts: AccessParts): Promise<void> {
  await parts.control.transaction(async (trx) => {
    const served = new Set((await readProjects(trx)).map(({ environmentId }) => environmentId));
    const without = (await readEnvironments(trx)).filter(({ id }) => !served.has(id));
    for (const environment of without) await makeProject(parts, trx, { environment, createdBy: 'upgrade' });
    if (without.length > 0) await nextCounter(trx, 'access_version');
  });
}

import { nextCounter } from '../control/index.ts';
import { CombrayError } from '../model/errors.ts';
import { insertAudit } from './audit-repo.ts';
import type { AccessParts } from './parts.ts';
import { actorName, type Environment, type SessionPrincipal } from './principal.ts';
import { makeProject } from './projects.ts';
import { slugFromName } from './slug.ts';
import { insertEnvironment } from './teams-repo.ts';

export interface Environments {
  /** Oldest first. */
  list(teamId: string): readonly Environment[];
  create(session: SessionPrincipal, name: string): Promise<Environment>;
}

export function createEnvironments(parts: AccessParts): Environments {
  const { control, clock, directory } = parts;
  return {
    list: (teamId) => directory.environmentsOf(teamId),
    async create(session, name) {
      const slug = slugFromName(name);
      if (slug === '') throw new CombrayError('request-invalid', 'name: needs at least one letter a-z or digit');
      const created = await control.transaction(async (trx) => {
        const nowMs = clock.nowMs();
        const environment = await insertEnvironment(trx, { teamId: session.team.id, slug, name }, nowMs);
        if (!environment) throw new CombrayError('already-exists', `an environment '${slug}' exists already`);
        await nextCounter(trx, 'access_version');
        const actor = actorName(session.user);
        await makeProject(parts, trx, { environment, createdBy: actor });
        const entry = { atMs: nowMs, actor, action: 'environment.create', subject: slug, detail: name };
        await insertAudit(trx, session.team.id, entry);
        return environment;
      });
      await directory.refresh();
      return created;
    },
  };
}

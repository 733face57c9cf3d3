import type { FastifyInstance } from 'fastify';
import { type Access, sessionOf } from '../access/index.ts';
import type { PeopleResponse } from './contract/index.ts';

const READ = { access: { credential: 'session', role: 'viewer', environment: 'none' } } as const;

/** Who is in the team: those who may be given issues. */
export function registerPeopleRoutes(app: FastifyInstance, { access }: { access: Access }): void {
  app.get('/api/ui/people', { config: READ }, async (request): Promise<PeopleResponse> => {
    const people = await access.people.list(sessionOf(request).team.id);
    return { people: people.map(({ id, name }) => ({ id, name })) };
  });
}

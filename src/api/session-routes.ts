import type { FastifyInstance } from 'fastify';
import { type Access, clearSessionCookie, sessionOf, setSessionCookie } from '../access/index.ts';
import {
  accountRequest,
  type EnvironmentView,
  environmentRequest,
  type SessionResponse,
  signInLinkRequest,
  signInRequest,
} from './contract/index.ts';
import { parseRequest } from './parse-request.ts';

const OPEN = { access: { credential: 'none' } } as const;
const SIGNED_IN = { access: { credential: 'session', role: 'viewer', environment: 'none' } } as const;
const ADMIN = { access: { credential: 'session', role: 'admin', environment: 'none' } } as const;

export interface SessionRoutesOptions {
  readonly access: Access;
  readonly version: string;
  /** Known only once the server listens. */
  readonly endpoints: () => SessionResponse['endpoints'];
}

/** Signing in and out, who is signed in, their account, and the environments of their team. */
export function registerSessionRoutes(
  app: FastifyInstance,
  { access, version, endpoints }: SessionRoutesOptions,
): void {
  app.post('/api/ui/session', { config: OPEN }, async (request, reply) => {
    const credentials = parseRequest(signInRequest, request.body);
    const session = await access.sessions.signIn({ ...credentials, address: request.ip });
    setSessionCookie(request, reply, session.token, session.lifeMs);
    return reply.code(204).send();
  });

  app.post('/api/ui/session/link', { config: OPEN }, async (request, reply) => {
    const { token } = parseRequest(signInLinkRequest, request.body);
    const session = await access.sessions.signInByLink({ token, address: request.ip });
    setSessionCookie(request, reply, session.token, session.lifeMs);
    return reply.code(204).send();
  });

  app.get('/api/ui/session', { config: SIGNED_IN }, (request): SessionResponse => {
    const { user, team, role } = sessionOf(request);
    return {
      user: { email: user.email, name: user.name, hasPassword: user.hasPassword },
      team: { name: team.name, slug: team.slug },
      role,
      environments: access.environments.list(team.id).map(environmentView),
      version,
      endpoints: endpoints(),
    };
  });

  app.delete('/api/ui/session', { config: SIGNED_IN }, async (request, reply) => {
    await access.sessions.signOut(sessionOf(request));
    clearSessionCookie(request, reply);
    return reply.code(204).send();
  });

  app.patch('/api/ui/account', { config: SIGNED_IN }, async (request, reply) => {
    await access.account.change(sessionOf(request), parseRequest(accountRequest, request.body));
    return reply.code(204).send();
  });

  app.post('/api/ui/environments', { config: ADMIN }, async (request, reply) => {
    const { name } = parseRequest(environmentRequest, request.body);
    const created = await access.environments.create(sessionOf(request), name);
    return reply.code(201).send(environmentView(created));
  });
}

function environmentView({ slug, name }: EnvironmentView): EnvironmentView {
  return { slug, name };
}

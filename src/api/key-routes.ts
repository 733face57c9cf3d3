import type { FastifyInstance } from 'fastify';
import { type Access, environmentOf, type Key, sessionOf } from '../access/index.ts';
import {
  type AuditResponse,
  type KeyCreatedResponse,
  type KeySecretResponse,
  type KeysResponse,
  type KeyView,
  keyRequest,
  type SenderKeysResponse,
} from './contract/index.ts';
import { parseRequest } from './parse-request.ts';

const READ_KEYS = { access: { credential: 'session', role: 'viewer', environment: 'path' } } as const;
const MAKE_KEYS = { access: { credential: 'session', role: 'member', environment: 'path' } } as const;
const READ_AUDIT = { access: { credential: 'session', role: 'admin', environment: 'none' } } as const;
const PATH = '/api/ui/environments/:environment/keys';

/** Keys of an environment: list, create, show what may be shown again, revoke; and the team's audit log. */
export function registerKeyRoutes(app: FastifyInstance, { access }: { access: Access }): void {
  app.get(PATH, { config: READ_KEYS }, async (request): Promise<KeysResponse> => {
    return { keys: (await access.keys.list(environmentOf(request))).map(keyView) };
  });

  app.post(PATH, { config: MAKE_KEYS }, async (request, reply) => {
    const creation = parseRequest(keyRequest, request.body);
    const { key, text } = await access.keys.create(sessionOf(request), environmentOf(request), creation);
    const answer: KeyCreatedResponse = { key: keyView(key), secret: text };
    return reply.code(201).header('cache-control', 'no-store').send(answer);
  });

  app.get<{ Params: { keyId: string } }>(`${PATH}/:keyId/secret`, { config: MAKE_KEYS }, async (request, reply) => {
    const secret = await access.keys.reveal(sessionOf(request), environmentOf(request), request.params.keyId);
    return reply.header('cache-control', 'no-store').send({ secret } satisfies KeySecretResponse);
  });

  app.post('/api/ui/environments/:environment/sender-keys', { config: MAKE_KEYS }, async (request, reply) => {
    const answer: SenderKeysResponse = await access.keys.createForSenders(
      sessionOf(request),
      environmentOf(request),
      'made while setting up',
    );
    return reply.code(201).header('cache-control', 'no-store').send(answer);
  });

  app.delete<{ Params: { keyId: string } }>(`${PATH}/:keyId`, { config: MAKE_KEYS }, async (request, reply) => {
    await access.keys.revoke(sessionOf(request), environmentOf(request), request.params.keyId);
    return reply.code(204).send();
  });

  app.get('/api/ui/audit', { config: READ_AUDIT }, async (request): Promise<AuditResponse> => {
    return { entries: await access.audit.list(sessionOf(request).team.id) };
  });
}

function keyView(key: Key): KeyView {
  return {
    id: key.id,
    kind: key.kind,
    name: key.name,
    permissions: [...key.permissions],
    rateLimit: key.rateLimit ?? null,
    hint: key.hint,
    createdAtMs: key.createdAtMs,
    createdBy: key.createdBy,
    lastUsedAtMs: key.lastUsedAtMs,
    revokedAtMs: key.revokedAtMs,
  };
}

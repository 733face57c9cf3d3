import type { FastifyReply, FastifyRequest } from 'fastify';
import { MS_PER_SECOND } from '../base/time.ts';

/**
 * `__Host-` binds the cookie to this origin, but browsers take it over TLS only. Strict would lose the session on a link from
 * a chat or a ticket to a trace; state only changes by requests whose origin is checked.
 */
const PLAIN_NAME = 'combray_session';
const SECURE_NAME = '__Host-combray_session';

const isSecure = (request: FastifyRequest) => request.protocol === 'https';
const nameFor = (request: FastifyRequest) => (isSecure(request) ? SECURE_NAME : PLAIN_NAME);

export function readSessionCookie(request: FastifyRequest): string | undefined {
  return request.cookies[nameFor(request)];
}

export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, token: string, lifeMs: number): void {
  const maxAge = Math.floor(lifeMs / MS_PER_SECOND);
  reply.setCookie(nameFor(request), token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure(request),
    maxAge,
  });
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(nameFor(request), { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(request) });
}

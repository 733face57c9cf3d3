// The types of `request.cookies` come with the plugin that `api/` registers.
import type {} from '@fastify/cookie';

export { type Access, createAccess } from './access.ts';
export { type AuditEntry, insertAudit } from './audit-repo.ts';
export type { Bootstrap, FirstRun, Setup } from './first-run.ts';
export { type Admission, type KeyGuard, type RequestHeaders, readHoneycombKey } from './key-guard.ts';
export type { Key } from './keys-repo.ts';
export { actorName, type Environment, type Principal, type SessionPrincipal } from './principal.ts';
export { environmentIdOf, environmentOf, type RouteAccess, sessionOf } from './route-access.ts';
export { createRouteGuard, type RouteGuard } from './route-guard.ts';
export { clearSessionCookie, setSessionCookie } from './session-cookie.ts';

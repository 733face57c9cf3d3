// The types of `request.cookies` come with the plugin that `api/` registers.
import type {} from '@fastify/cookie';

export { type Access, createAccess } from './access.ts';
export { type AuditEntry, insertAudit } from './audit-repo.ts';
export { type AwsAdmission, type AwsGuard, accountIdOf } from './aws-guard.ts';
export type { Bootstrap, FirstRun, Setup } from './first-run.ts';
export { type Admission, type KeyGuard, type RequestHeaders, readHoneycombKey } from './key-guard.ts';
export type { Key } from './keys-repo.ts';
export type { Person } from './people.ts';
export {
  actorName,
  type Environment,
  type Principal,
  type Project,
  type SessionPrincipal,
  type TokenRateLimit,
} from './principal.ts';
export type { RollbarAdmission, RollbarGuard } from './rollbar-guard.ts';
export {
  awsAdmissionOf,
  environmentIdOf,
  environmentOf,
  type RouteAccess,
  rollbarAdmissionOf,
  sessionOf,
} from './route-access.ts';
export { createRouteGuard, type RouteGuard } from './route-guard.ts';
export type { AwsKeyPair, SenderKeys } from './sender-keys.ts';
export { clearSessionCookie, setSessionCookie } from './session-cookie.ts';

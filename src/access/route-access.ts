import type { FastifyRequest } from 'fastify';
import { assert } from '../base/assert.ts';
import type { KeyPermission, Role } from '../model/credentials.ts';
import type { EnvironmentId } from '../model/ids.ts';
import type { Environment, Principal, SessionPrincipal } from './principal.ts';

/**
 * What every route declares in its `config.access`: who may call it, and where its environment comes from. A route without
 * a declaration is refused when it is registered.
 */
export type RouteAccess =
  /** Open to everyone who reaches the port. */
  | { readonly credential: 'none' }
  /** A key with this permission, whose environment is the request's; or a keyless request where that is allowed. */
  | { readonly credential: 'key'; readonly scope: KeyPermission; readonly environment: 'key' }
  /** A person who is at least this in their team; with 'path', `:environment` must be one of the team's. */
  | { readonly credential: 'session'; readonly role: Role; readonly environment: 'path' | 'none' };

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: RouteAccess;
  }
  interface FastifyRequest {
    /** Set by the guard; undefined on routes for everyone. */
    principal: Principal | undefined;
    /** Set by the guard where the route's declaration names a source. */
    environmentOfRequest: Environment | undefined;
  }
}

/** The environment of a request that the guard let through on a route that declares one. */
export function environmentOf(request: FastifyRequest): Environment {
  assert(request.environmentOfRequest, 'the route declares where its environment comes from');
  return request.environmentOfRequest;
}

export function environmentIdOf(request: FastifyRequest): EnvironmentId {
  return environmentOf(request).id;
}

/** The person of a request that the guard let through on a session route. */
export function sessionOf(request: FastifyRequest): SessionPrincipal {
  assert(request.principal?.kind === 'session', 'the route declares a session');
  return request.principal;
}

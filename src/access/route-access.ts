import type { FastifyRequest } from 'fastify';
import { assert } from '../base/assert.ts';
import type { KeyPermission, Role, RollbarScope } from '../model/credentials.ts';
import type { EnvironmentId } from '../model/ids.ts';
import type { AwsAdmission } from './aws-guard.ts';
import type { Environment, Principal, SessionPrincipal } from './principal.ts';
import type { RollbarAdmission } from './rollbar-guard.ts';

/**
 * What every route declares in its `config.access`: who may call it, and where its environment comes from. A route without
 * a declaration is refused when it is registered.
 */
export type RouteAccess =
  /** Open to everyone who reaches the port. */
  | { readonly credential: 'none' }
  /** A key with this permission, whose environment is the request's; or a keyless request where that is allowed. */
  | { readonly credential: 'key'; readonly scope: KeyPermission; readonly environment: 'key' }
  /** A Rollbar token with one of these scopes, wherever in the request its clients put it; or a keyless request. */
  | { readonly credential: 'rollbar'; readonly scopes: readonly RollbarScope[]; readonly environment: 'key' }
  /** An AWS signature, or a keyless request. */
  | { readonly credential: 'aws'; readonly environment: 'key' }
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
    /** Set by the guard on routes of Rollbar. */
    rollbarAdmission: RollbarAdmission | undefined;
    /** Set by the guard on routes of X-Ray. */
    awsAdmission: AwsAdmission | undefined;
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

/** Of a request that the guard let through on a route of Rollbar. */
export function rollbarAdmissionOf(request: FastifyRequest): RollbarAdmission {
  assert(request.rollbarAdmission, 'the route declares a Rollbar token');
  return request.rollbarAdmission;
}

/** Of a request that the guard let through on a route of X-Ray. */
export function awsAdmissionOf(request: FastifyRequest): AwsAdmission {
  assert(request.awsAdmission, 'the route declares an AWS signature');
  return request.awsAdmission;
}

import type {
  FastifyInstance,
  FastifyRequest,
  onRequestAsyncHookHandler,
  preValidationAsyncHookHandler,
  RouteOptions,
} from 'fastify';
import { AssertionError, assert } from '../base/assert.ts';
import type { Clock } from '../base/clock.ts';
import { isRoleAtLeast } from '../model/credentials.ts';
import { CombrayError } from '../model/errors.ts';
import type { Access } from './access.ts';
import { type AwsGuard, createAwsGuard } from './aws-guard.ts';
import { createKeyGuard, type KeyGuard, type ReadKey } from './key-guard.ts';
import type { Environment, Principal } from './principal.ts';
import { isForeignOrigin } from './request-origin.ts';
import { createRollbarGuard, type RollbarGuard } from './rollbar-guard.ts';
import type { RouteAccess } from './route-access.ts';
import { readSessionCookie } from './session-cookie.ts';

export interface RouteGuard {
  /** The rule behind `authorizeKey`, for what is no Fastify request: a gRPC call. */
  readonly keyGuard: KeyGuard;
  /**
   * From now on, in `app` and all its plugins: a route that declares no `config.access`, or one that does not fit its path,
   * stops the start; a request that no hook below has let through goes no further than its headers.
   */
  watch(app: FastifyInstance): void;
  /**
   * Hooks that let a request through or throw, before its body is read. By a key, which `readKey` finds: `key-missing`,
   * `key-unknown`, `scope-missing`.
   */
  authorizeKey(readKey: ReadKey): onRequestAsyncHookHandler;
  /**
   * `preValidation` hook: by a Rollbar token, which `readToken` finds in headers, query or the body that was read. Throws as
   * `RollbarGuard.admit`. The body is read before: its size is all that bounds a stranger.
   */
  authorizeRollbar(readToken: (request: FastifyRequest) => string | undefined): preValidationAsyncHookHandler;
  /** `preValidation` hook: by the AWS signature over the body, which the route's parser left as a Buffer. Throws as `AwsGuard.admit`. */
  readonly authorizeAws: preValidationAsyncHookHandler;
  readonly rollbarGuard: RollbarGuard;
  readonly awsGuard: AwsGuard;
  /**
   * By the session of a person: `session-missing`, `scope-missing`, `origin-foreign`, or `not-found` for an environment that
   * is not the caller's.
   */
  readonly authorizeSession: onRequestAsyncHookHandler;
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface RouteGuardOptions {
  readonly access: Access;
  /** Whether the process as a whole lets requests without a key in; the request's own part is decided here. */
  readonly isKeylessAllowed: boolean;
  /** The origin people see, where a proxy changes it. */
  readonly publicUrl: string | undefined;
  readonly clock: Clock;
}

export function createRouteGuard({ access, isKeylessAllowed, publicUrl, clock }: RouteGuardOptions): RouteGuard {
  const { directory, sessions } = access;
  const keyGuard = createKeyGuard({ directory, isKeylessAllowed });
  const rollbarGuard = createRollbarGuard({ directory, isKeylessAllowed });
  const awsGuard = createAwsGuard({ directory, isKeylessAllowed, clock });

  const admitSession = async (request: FastifyRequest, declared: RouteAccess & { credential: 'session' }) => {
    const token = readSessionCookie(request);
    const session = token === undefined ? undefined : await sessions.find(token);
    if (!session) throw new CombrayError('session-missing', 'sign in first');
    if (!isRoleAtLeast(session.role, declared.role)) {
      throw new CombrayError('scope-missing', `this needs the role ${declared.role}, yours is ${session.role}`);
    }
    if (declared.environment === 'none') return admit(request, session, undefined);
    const { environment: slug = '' } = request.params as { environment?: string };
    const environment = directory.findEnvironment(session.team.id, slug);
    // The same answer for another team's: who asks must not learn what exists.
    if (!environment) throw new CombrayError('not-found', 'there is no such environment');
    admit(request, session, environment);
  };

  return {
    keyGuard,
    rollbarGuard,
    awsGuard,
    watch(app) {
      app.decorateRequest('principal', undefined);
      app.decorateRequest('environmentOfRequest', undefined);
      app.decorateRequest('rollbarAdmission', undefined);
      app.decorateRequest('awsAdmission', undefined);
      app.addHook('onRoute', assertFits);
      app.addHook('preParsing', (request, _reply, payload, done) => {
        if (provesInBody(request) || isLetThrough(request)) done(null, payload);
        else done(noHook(request));
      });
      app.addHook('preHandler', (request, _reply, done) => {
        done(isLetThrough(request) ? undefined : noHook(request));
      });
    },
    authorizeKey: (readKey) => async (request) => {
      const declared = declaredAccess(request);
      if (declared.credential === 'none') return;
      assert(declared.credential === 'key', 'a route behind the key hook declares a key');
      const { principal, environment } = keyGuard.admit(request, { ...declared, readKey });
      admit(request, principal, environment);
    },
    ...bodyHooks(rollbarGuard, awsGuard),
    authorizeSession: async (request) => {
      const declared = declaredAccess(request);
      // Another site's page must not act with this browser's session, nor sign it in as somebody else.
      if (!SAFE_METHODS.has(request.method) && isForeignOrigin(request, publicUrl)) {
        throw new CombrayError('origin-foreign', 'this request comes from another site');
      }
      if (declared.credential === 'none') return;
      assert(declared.credential === 'session', 'a route behind the session hook declares a session');
      await admitSession(request, declared);
    },
  };
}

function assertFits({ method, url, config }: RouteOptions): void {
  const access = config?.access;
  assert(access !== undefined, `the route ${method} ${url} declares its access`);
  const isFromPath = access.credential === 'session' && access.environment === 'path';
  const isInPath = url.split('/').includes(':environment');
  assert(isFromPath === isInPath, `the route ${method} ${url} declares where its environment comes from`);
}

/** Hooks for credentials that the body holds or proves. */
function bodyHooks(
  rollbarGuard: RollbarGuard,
  awsGuard: AwsGuard,
): Pick<RouteGuard, 'authorizeRollbar' | 'authorizeAws'> {
  return {
    authorizeRollbar: (readToken) => async (request) => {
      const declared = declaredAccess(request);
      if (declared.credential === 'none') return;
      assert(declared.credential === 'rollbar', 'a route behind the Rollbar hook declares a Rollbar token');
      const admission = rollbarGuard.admit(request, readToken(request), declared.scopes);
      admit(request, admission.principal, admission.environment);
      request.rollbarAdmission = admission;
    },
    authorizeAws: async (request) => {
      const declared = declaredAccess(request);
      if (declared.credential === 'none') return;
      assert(declared.credential === 'aws', 'a route behind the AWS hook declares an AWS signature');
      const body = Buffer.isBuffer(request.body) ? request.body : NO_BODY;
      const admission = awsGuard.admit({ ...signedPart(request), body });
      admit(request, admission.principal, admission.environment);
      request.awsAdmission = admission;
    },
  };
}

const NO_BODY = Buffer.alloc(0);

function signedPart({ method, raw, headers }: FastifyRequest) {
  return { method, url: raw.url ?? '/', headers };
}

/** A token may stand in the body, and a signature covers it: such a request is let in when that was read. */
function provesInBody(request: FastifyRequest): boolean {
  const { credential } = declaredAccess(request);
  return credential === 'rollbar' || credential === 'aws';
}

function noHook(request: FastifyRequest): AssertionError {
  return new AssertionError(`must hold: the plugin of ${request.routeOptions.url} has a hook of the guard`);
}

/** Whether whoever the route declares has been found: false where a plugin forgot its hook. */
function isLetThrough(request: FastifyRequest): boolean {
  const { credential } = declaredAccess(request);
  const kind = request.principal?.kind;
  switch (credential) {
    case 'none':
      return true;
    case 'key':
    case 'rollbar':
    case 'aws':
      return kind === 'key' || kind === 'keyless';
    case 'session':
      return kind === 'session';
  }
}

const OPEN: RouteAccess = { credential: 'none' };

/** A path that is no route has no declaration: there is nothing to guard, the answer is 404. */
function declaredAccess(request: FastifyRequest): RouteAccess {
  return request.routeOptions.config.access ?? OPEN;
}

function admit(request: FastifyRequest, principal: Principal, environment: Environment | undefined): void {
  request.principal = principal;
  request.environmentOfRequest = environment;
}

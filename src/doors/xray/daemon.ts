import type { FastifyInstance } from 'fastify';
import type { AddressSet } from '../../base/address-set.ts';
import type { EnvironmentId } from '../../model/ids.ts';
import { XRayError } from './errors.ts';
import { answerError, unknownOperation, type XRayRoutesOptions, xrayRoutes } from './routes.ts';

/** Where everything goes that comes to the daemon's port. */
export interface DaemonEnvironment {
  readonly environment: EnvironmentId;
  readonly accountId: string;
}

export interface DaemonRoutesOptions extends Omit<XRayRoutesOptions, 'access' | 'authorize' | 'callerOf'> {
  readonly allowed: AddressSet;
  /** Undefined while there is none of its name. */
  readonly environmentOf: () => DaemonEnvironment | undefined;
}

/** Told where a client names no region. */
const DEFAULT_REGION = 'us-east-1';

/**
 * The same API on the daemon's port, where nothing is signed: Ruby signs with dummy/dummy, others not at all. What counts is
 * the address a request comes from, and that no page in a browser on that machine sent it.
 */
export async function daemonRoutes(app: FastifyInstance, options: DaemonRoutesOptions): Promise<void> {
  const { allowed, environmentOf } = options;
  app.addHook('onRequest', async ({ ip, headers }) => {
    if (!allowed.has(ip)) throw new XRayError('AccessDeniedException', `${ip} is not among the allowed addresses`);
    // Browsers send it with every POST, whatever site the page is of; no SDK does.
    if (headers.origin !== undefined) throw new XRayError('AccessDeniedException', 'pages in browsers are not let in');
  });
  app.setErrorHandler(async (cause: Error, _request, reply) => answerError(options, cause, reply));
  app.setNotFoundHandler(async ({ method, url }, reply) =>
    answerError(options, unknownOperation(`${method} ${url.slice(0, 100)}`), reply),
  );
  await app.register(xrayRoutes, {
    ...options,
    access: { credential: 'none' },
    authorize: async () => undefined,
    callerOf: ({ headers }) => {
      const caller = environmentOf();
      if (!caller) throw new XRayError('ServiceUnavailableException', 'the environment of this port does not exist');
      return { ...caller, region: regionOf(headers.authorization) };
    },
  });
}

/** A client that signs names its region, with whatever key. */
function regionOf(authorization: string | undefined): string {
  const [, region] = /Credential=[^/,\s]+\/\d{8}\/([a-z0-9-]{1,40})\//.exec(authorization ?? '') ?? [];
  return region ?? DEFAULT_REGION;
}

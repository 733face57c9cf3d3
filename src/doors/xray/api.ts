import type { FastifyInstance } from 'fastify';
import { awsAdmissionOf, type RouteGuard } from '../../access/index.ts';
import { type XRayRoutesOptions, xrayRoutes } from './routes.ts';

export interface XRayApiOptions extends Omit<XRayRoutesOptions, 'access' | 'authorize' | 'callerOf'> {
  readonly guard: Pick<RouteGuard, 'authorizeAws'>;
}

/** The API on the HTTP port: a signature is always verified, an unsigned request follows the keyless rule. */
export async function xrayApi(app: FastifyInstance, { guard, ...options }: XRayApiOptions): Promise<void> {
  await xrayRoutes(app, {
    ...options,
    access: { credential: 'aws', environment: 'key' },
    authorize: guard.authorizeAws,
    callerOf: (request) => {
      const { environment, accountId, region } = awsAdmissionOf(request);
      return { environment: environment.id, accountId, region };
    },
  });
}

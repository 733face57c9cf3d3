import type { IncomingMessage } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RouteGuard } from '../../access/index.ts';
import { retryAfterSeconds } from '../../model/errors.ts';
import { allowEveryOrigin } from '../common/cors.ts';
import { asRollbarError, MESSAGES } from './errors.ts';
import { type ItemRoutesOptions, registerItemRoutes } from './item-routes.ts';
import { registerChangeRoutes } from './read/change-routes.ts';
import { type ReadRoutesOptions, registerReadRoutes } from './read/read-routes.ts';
import { readRequestBody } from './request-body.ts';
import { DOOR } from './take-item.ts';

export interface RollbarRoutesOptions extends ItemRoutesOptions, ReadRoutesOptions {
  readonly guard: RouteGuard;
  readonly random: () => number;
  /** Called for each request that failed by a bug. */
  readonly onBug: () => void;
}

const METHODS = 'GET,HEAD,PUT,PATCH,POST,DELETE';
// The first three start session replay in rollbar.js; without them it never does.
const EXPOSED_HEADERS = [
  'Rollbar-Replay-Enabled',
  'Rollbar-Replay-RateLimit-Remaining',
  'Rollbar-Replay-RateLimit-Reset',
  'X-Rate-Limit-Limit',
  'X-Rate-Limit-Remaining',
  'X-Rate-Limit-Remaining-Seconds',
  'X-Rate-Limit-Reset',
  'Retry-After',
].join(', ');

/** Rollbar's API below `/api/1/`. A plugin of its own: body parsers, limits and error shape stay in it. */
export async function rollbarRoutes(app: FastifyInstance, options: RollbarRoutesOptions): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (request: FastifyRequest, message: IncomingMessage) =>
    readRequestBody(request, message, options),
  );
  allowEveryOrigin(app, { methods: METHODS, exposedHeaders: EXPOSED_HEADERS });
  const tellRefusal = registerItemRoutes(app, options);
  app.setErrorHandler(async (refused: FastifyError | Error, request, reply) => {
    // A bug in telling of a refusal is answered as any other, in this API's shape.
    const told = tellRefusal(request, asRollbarError(refused));
    const cause = await told.then(() => refused).catch((bug: Error) => bug);
    const error = asRollbarError(cause);
    if (error.code === 'internal') {
      options.onBug();
      options.log.error({ err: cause }, 'a Rollbar request failed');
    }
    options.intake.refused(DOOR, error.code);
    if (error.isRetryable) reply.header('retry-after', retryAfterSeconds(options.random));
    // Fastify closes after any error while a body is read; `readBody` reads on, so that the client sees this answer.
    if (error.code === 'body-too-large') reply.removeHeader('connection');
    return sendError(reply, error.status, error.message);
  });
  registerReadRoutes(app, options);
  registerChangeRoutes(app, options);
  registerOpenRoutes(app);
}

/** What needs no token: the ping, preflights, and every path that is not built. */
function registerOpenRoutes(app: FastifyInstance): void {
  const config = { access: { credential: 'none' }, isBodyIgnored: true } as const;
  for (const url of ['/api/1/status/ping', '/api/1/status/ping/']) {
    app.get(url, { config }, (_request, reply) => reply.type('text/plain; charset=utf-8').send('pong'));
  }
  app.options('/api/1/*', { config }, (_request, reply) => reply.code(204).send());
  const method = ['GET', 'PUT', 'PATCH', 'POST', 'DELETE'];
  for (const url of ['/api/1', '/api/1/*']) {
    app.route({ url, method, config, handler: (_request, reply) => sendError(reply, 404, MESSAGES.notFound) });
  }
  for (const url of ['/api/item', '/api/item/']) {
    const handler = (_request: FastifyRequest, reply: FastifyReply) => sendError(reply, 404, MESSAGES.slashMissing);
    app.route({ url, method, config, handler });
  }
}

/** Java's client looks for `"err":` and `"message":` in the text. */
function sendError(reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply.code(status).type('application/json; charset=utf-8').send({ err: 1, message });
}

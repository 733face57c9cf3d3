import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../base/log.ts';
import { CombrayError, type ErrorCode, retryAfterSeconds } from '../model/errors.ts';

const FASTIFY_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'content-type-unsupported',
};

/** What Fastify itself threw, as one of our errors; anything it does not know is a bug of ours. */
export function asCombrayError(error: FastifyError | Error): CombrayError {
  if (error instanceof CombrayError) return error;
  const { code, statusCode } = error as Partial<FastifyError>;
  const known = FASTIFY_CODES[code ?? ''];
  if (known) return new CombrayError(known, error.message, { cause: error });
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new CombrayError('request-invalid', error.message, { cause: error });
  }
  return new CombrayError('internal', 'something broke here; the server log says more', { cause: error });
}

/** Answers in the shape of `errorResponse`. A bug is counted and logged once, here. */
export function createApiErrorHandler({ log, random, onBug }: { log: Log; random: () => number; onBug: () => void }) {
  return (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const answer = asCombrayError(error);
    if (answer.code === 'internal') {
      onBug();
      log.error({ err: error, method: request.method, route: request.routeOptions.url }, 'request failed');
    }
    if (answer.kind.retryable) reply.header('retry-after', retryAfterSeconds(random));
    return reply.code(answer.kind.httpStatus).send({ error: { code: answer.code, message: answer.message } });
  };
}

export function notFoundHandler(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.split('?', 1)[0] ?? '';
  return reply
    .code(404)
    .send({ error: { code: 'not-found', message: `there is nothing at ${request.method} ${path}` } });
}

/** For an address that is no address (`/%zz`), which no route and no error handler of a plugin gets to see. */
export function answerUnroutable(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const answer = asCombrayError(error);
  return reply.code(answer.kind.httpStatus).send({ error: { code: answer.code, message: answer.message } });
}

import type { FastifyReply } from 'fastify';
import { CombrayError } from '../model/errors.ts';

/** Aborts when the client goes away before its answer. */
export function hangUpSignal({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort(new CombrayError('request-invalid', 'the client hung up'));
  });
  return controller.signal;
}

import type { FastifyError } from 'fastify';
import { CombrayError } from '../../model/errors.ts';

/** Of a body as a whole. Source: husky 0.43 otlp/errors.go. */
export const UNREADABLE_MESSAGE = 'failed to parse OTLP request body';

/** Whatever a request failed with, as one of our errors. What is none is a bug and keeps its cause for the log. */
export function asCombrayError(error: FastifyError | Error): CombrayError {
  if (error instanceof CombrayError) return error;
  const status = 'statusCode' in error ? error.statusCode : undefined;
  if (status !== undefined && status >= 400 && status < 500) {
    return new CombrayError('request-invalid', error.message, { cause: error });
  }
  return new CombrayError('internal', 'internal error', { cause: error });
}

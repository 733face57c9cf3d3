import type { FastifyError } from 'fastify';
import { CombrayError, ERROR_KINDS, type ErrorCode } from '../../model/errors.ts';

/**
 * What a client is told. Source: docs.rollbar.com "Response codes", and answers of the service that are cited in issues of
 * its clients.
 */
export const MESSAGES = {
  notFound: 'Not found',
  tooLarge: 'request entity too large',
  bodyMissing: 'The request has no body. It should be a JSON object with a data key.',
  bodyNotJson: 'The body is not JSON',
  bodyUnreadable: 'The body is neither a JSON object nor a form with a payload parameter.',
  itemNotFound: 'Item not found in this project.',
  uuidInvalid: 'Invalid UUID format',
  uuidUnknown: 'UUID did not match any occurrence',
  /** What pyrollbar posts to when its `endpoint` lacks the slash: URL resolution then replaces the `1`. */
  slashMissing:
    'Not found. Items are taken at /api/1/item/: the endpoint of pyrollbar, rollbar-php and .NET must end in a slash (http://host:port/api/1/).',
} as const;

/** An answer in Rollbar's own words and status; `code` is what it is counted under. */
export class RollbarError extends Error {
  override readonly name = 'RollbarError';
  readonly code: ErrorCode;
  readonly status: number;
  /** The message without what it cites of the sender's: what an item that tells of the refusal is called. */
  readonly fault: string;

  constructor(code: ErrorCode, status: number, message: string, fault: string = message) {
    super(message);
    this.code = code;
    this.status = status;
    this.fault = fault;
  }

  get isRetryable(): boolean {
    return ERROR_KINDS[this.code].retryable;
  }
}

export const notFound = (message: string = MESSAGES.notFound) => new RollbarError('not-found', 404, message);
export const badRequest = (message: string, fault: string = message) =>
  new RollbarError('request-invalid', 400, message, fault);
export const unprocessable = (problem: string) =>
  new RollbarError('request-invalid', 422, `Invalid format. ${problem}`);

/** The codes of refused tokens are the guard's; Rollbar answers an unknown one with 403. */
const STATUS_OF: Partial<Record<ErrorCode, number>> = { 'key-missing': 401, 'key-unknown': 403 };

/** Whatever a request failed with, as one of these. What is no refusal is a bug, `internal`, and keeps its cause for the log. */
export function asRollbarError(error: FastifyError | Error): RollbarError {
  if (error instanceof RollbarError) return error;
  if (error instanceof CombrayError) {
    const message = error.code === 'body-too-large' ? MESSAGES.tooLarge : error.message;
    return new RollbarError(error.code, STATUS_OF[error.code] ?? error.kind.httpStatus, message);
  }
  const status = 'statusCode' in error ? error.statusCode : undefined;
  if (status !== undefined && status >= 400 && status < 500) {
    return new RollbarError('request-invalid', status, error.message);
  }
  return new RollbarError('internal', 500, 'internal error');
}

import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type {
  FastifyError,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  preValidationAsyncHookHandler,
} from 'fastify';
import type { RouteAccess } from '../../access/index.ts';
import type { Clock } from '../../base/clock.ts';
import type { Inflater } from '../../base/inflate.ts';
import type { Log } from '../../base/log.ts';
import type { Intake } from '../../intake/index.ts';
import { CombrayError, retryAfterSeconds } from '../../model/errors.ts';
import type { BodyLimits } from '../../model/limits.ts';
import { inflateBody, readContentEncoding } from '../common/body.ts';
import { readBody } from '../common/read-body.ts';
import { API_PATHS, OPERATION_NAMES, type OperationName } from './api-paths.ts';
import { asXRayError, XRayError } from './errors.ts';
import type { XRayContext } from './operations/operation.ts';
import { OPERATIONS } from './operations.ts';
import type { XRayParts } from './parts.ts';

export interface XRayRoutesOptions {
  readonly bodyLimits: BodyLimits;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly inflater: Inflater;
  readonly intake: Pick<Intake, 'refused'>;
  /** Called for each request that failed by a bug. */
  readonly onBug: () => void;
  readonly parts: XRayParts;
  /** What the routes declare. */
  readonly access: RouteAccess;
  /** Lets a request through or throws, when its body has been read. */
  readonly authorize: preValidationAsyncHookHandler;
  /** Of an authorized request. */
  readonly callerOf: (request: FastifyRequest) => Pick<XRayContext, 'environment' | 'accountId' | 'region'>;
}

/** The X-Ray API: `POST` of JSON, or of nothing. A plugin of its own: body parser and error shape stay in it. */
export async function xrayRoutes(app: FastifyInstance, options: XRayRoutesOptions): Promise<void> {
  const { access, authorize, bodyLimits } = options;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request: FastifyRequest, message: IncomingMessage) =>
    readBody(message, bodyLimits.bodyBytesMax),
  );
  app.setErrorHandler(async (cause: FastifyError | Error, _request, reply) => answerError(options, cause, reply));
  for (const name of OPERATION_NAMES) {
    app.post(API_PATHS[name], {
      config: { access },
      preValidation: authorize,
      handler: async (request, reply) => sendJson(reply, await answer(options, name, request)),
    });
  }
}

const HANDLERS = new Map(OPERATIONS.map(({ name, handler }) => [name, handler]));

async function answer(options: XRayRoutesOptions, name: OperationName, request: FastifyRequest): Promise<object> {
  const handler = HANDLERS.get(name);
  if (!handler) throw unknownOperation(name);
  const input = readJson(await inflatedBody(options, request));
  return handler({ ...options.callerOf(request), nowMs: options.clock.nowMs(), parts: options.parts }, input);
}

async function inflatedBody({ inflater, bodyLimits }: XRayRoutesOptions, request: FastifyRequest): Promise<Uint8Array> {
  const sent = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  return inflateBody(inflater, readContentEncoding(request.headers['content-encoding']), sent, {
    // Documents are text inside of text: what is parsed takes several times as much.
    inflatedBytesMax: bodyLimits.bodyBytesMax,
    unreadable: 'the body cannot be decompressed',
  });
}

/** Nothing at all is an empty input: .NET asks for sampling rules that way. */
function readJson(body: Uint8Array): object {
  if (body.length === 0) return {};
  const value = parseJson(Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8'));
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new XRayError('InvalidRequestException', 'The body must be a JSON object');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new XRayError('InvalidRequestException', 'The body is not valid JSON', { cause: error });
  }
}

export function unknownOperation(what: string): XRayError {
  return new XRayError('UnknownOperationException', `The operation ${what} is not supported`);
}

export function answerError(
  { onBug, log, intake, random }: Pick<XRayRoutesOptions, 'onBug' | 'log' | 'intake' | 'random'>,
  cause: FastifyError | Error,
  reply: FastifyReply,
): FastifyReply {
  const error = readError(cause);
  if (error.type === 'InternalFailure') {
    onBug();
    log.error({ err: cause }, 'an X-Ray request failed');
  }
  if (error.cause instanceof CombrayError) {
    intake.refused('xray_http', error.cause.code);
    if (error.cause.kind.retryable) reply.header('retry-after', retryAfterSeconds(random));
    // Fastify closes after any error while a body is read; `readBody` reads on, so that the client sees this answer.
    if (error.cause.code === 'body-too-large') reply.removeHeader('connection');
  }
  reply.code(error.status).header('x-amzn-errortype', error.type);
  return sendJson(reply, { Message: error.message });
}

function readError(cause: FastifyError | Error): XRayError {
  if (cause instanceof XRayError) return cause;
  if (cause instanceof CombrayError) return asXRayError(cause);
  const status = 'statusCode' in cause ? cause.statusCode : undefined;
  const isTheirs = status !== undefined && status >= 400 && status < 500;
  return isTheirs
    ? new XRayError('InvalidRequestException', cause.message, { cause })
    : new XRayError('InternalFailure', 'internal error', { cause });
}

/** As bytes: to a text the framework would add a charset, and some clients compare the type. */
function sendJson(reply: FastifyReply, body: object): FastifyReply {
  reply.header('x-amzn-requestid', randomUUID()).header('content-type', 'application/json');
  return reply.send(Buffer.from(JSON.stringify(body)));
}

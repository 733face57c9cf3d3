import type { IncomingMessage } from 'node:http';
import type {
  FastifyError,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestAsyncHookHandler,
  onRequestHookHandler,
} from 'fastify';
import { readHoneycombKey } from '../../access/index.ts';
import type { Inflater } from '../../base/inflate.ts';
import type { Log } from '../../base/log.ts';
import { CombrayError, retryAfterSeconds } from '../../model/errors.ts';
import type { EnvironmentId } from '../../model/ids.ts';
import type { BodyLimits } from '../../model/limits.ts';
import { inflateBody, mediaType, readContentEncoding } from '../common/body.ts';
import { allowEveryOrigin } from '../common/cors.ts';
import { readBody } from '../common/read-body.ts';
import type { OtlpEncoding } from './decode.ts';
import { asCombrayError, UNREADABLE_MESSAGE } from './errors.ts';
import { type ExportParts, exportSignal } from './export.ts';
import { encodeExportResponse, encodeStatus } from './responses.ts';
import { OTLP_SIGNALS, type OtlpSignal, signalPath } from './signals.ts';

const DOOR = 'otlp_http';

const ENCODING_OF: ReadonlyMap<string, OtlpEncoding> = new Map([
  ['application/x-protobuf', 'protobuf'],
  ['application/protobuf', 'protobuf'],
  ['application/json', 'json'],
]);

// Source: husky 0.43 otlp/errors.go.
const CONTENT_TYPE_MESSAGE =
  'unsupported content-type, valid types are: application/protobuf, application/x-protobuf, application/json';

export interface OtlpRoutesOptions extends ExportParts {
  readonly bodyLimits: BodyLimits;
  readonly random: () => number;
  readonly log: Log;
  readonly inflater: Inflater;
  /** Called for each request that failed by a bug. */
  readonly onBug: () => void;
  /** Authenticates before the body is read. */
  readonly authorize: onRequestHookHandler | onRequestAsyncHookHandler;
  /** The environment of an authorized request. */
  readonly environmentOf: (request: FastifyRequest) => EnvironmentId;
}

/** OTLP/HTTP: `POST /v1/traces` in protobuf and JSON. A plugin of its own: body parsers, limits and error shape stay in it. */
export async function otlpRoutes(app: FastifyInstance, options: OtlpRoutesOptions): Promise<void> {
  const { bodyLimits, intake, log, random, authorize } = options;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request: FastifyRequest, message: IncomingMessage) =>
    readBody(message, bodyLimits.bodyBytesMax),
  );
  allowEveryOrigin(app, { methods: 'POST', exposedHeaders: 'Retry-After' });
  app.setErrorHandler(async (cause: FastifyError | Error, request, reply) => {
    const error = asCombrayError(cause);
    if (error.code === 'internal') {
      options.onBug();
      log.error({ err: error }, 'an OTLP request failed');
    }
    intake.refused(DOOR, error.code);
    if (error.kind.retryable) reply.header('retry-after', retryAfterSeconds(random));
    // Fastify closes after any error while a body is read; `readBody` reads on, so that the client sees this answer.
    if (error.code === 'body-too-large') reply.removeHeader('connection');
    return sendError(request, reply, error);
  });
  for (const signal of OTLP_SIGNALS) {
    for (const url of [signalPath(signal), `${signalPath(signal)}/`]) {
      app.post(url, {
        config: { access: { credential: 'key', scope: 'send_events', environment: 'key' } },
        onRequest: [requireContentType, authorize, requireContentEncoding],
        handler: (request, reply) => exportRequest(options, signal, request, reply),
      });
      app.options(url, {
        config: { access: { credential: 'none' } },
        handler: (_request, reply) => reply.code(204).header('allow', 'POST, OPTIONS').send(),
      });
      app.route({
        url,
        method: ['GET', 'PUT', 'PATCH', 'DELETE'],
        config: { access: { credential: 'none' } },
        onRequest: refuseMethod,
        handler: refuseMethod,
      });
    }
  }
}

async function requireContentType(request: FastifyRequest): Promise<void> {
  if (encodingOf(request) === undefined) throw new CombrayError('content-type-unsupported', CONTENT_TYPE_MESSAGE);
}

async function requireContentEncoding(request: FastifyRequest): Promise<void> {
  readContentEncoding(request.headers['content-encoding']);
}

async function refuseMethod(request: FastifyRequest, reply: FastifyReply): Promise<never> {
  reply.header('allow', 'POST, OPTIONS');
  throw new CombrayError('method-not-allowed', `${request.method} is not allowed here, send POST`);
}

async function exportRequest(
  options: OtlpRoutesOptions,
  signal: OtlpSignal,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const encoding = encodingOf(request) ?? 'protobuf';
  const sent = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const body = await inflateBody(options.inflater, readContentEncoding(request.headers['content-encoding']), sent, {
    inflatedBytesMax: options.bodyLimits.inflatedBytesMax,
    unreadable: UNREADABLE_MESSAGE,
  });
  const result = await exportSignal(options, {
    signal,
    door: DOOR,
    environment: options.environmentOf(request),
    key: readHoneycombKey(request) ?? '',
    datasetHeader: headerText(request, 'x-honeycomb-dataset'),
    encoding,
    body,
    sentBytes: sent.length,
  });
  return send(request, reply, encodeExportResponse(signal, encoding, result));
}

function encodingOf(request: FastifyRequest): OtlpEncoding | undefined {
  return ENCODING_OF.get(mediaType(request.headers['content-type']));
}

function headerText(request: FastifyRequest, name: string): string {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : (value ?? '');
}

/** The answer's type is the request's. */
function send(request: FastifyRequest, reply: FastifyReply, body: Buffer): FastifyReply {
  return reply.header('content-type', mediaType(request.headers['content-type'])).send(body);
}

/** A client that did not speak OTLP gets text. */
function sendError(request: FastifyRequest, reply: FastifyReply, error: CombrayError): FastifyReply {
  reply.code(error.kind.httpStatus);
  const encoding = request.method === 'POST' ? encodingOf(request) : undefined;
  if (encoding === undefined) return reply.header('content-type', 'text/plain; charset=utf-8').send(error.message);
  return send(request, reply, encodeStatus(encoding, error.message));
}

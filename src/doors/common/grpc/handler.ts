import { constants, type IncomingHttpHeaders, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { assert } from '../../../base/assert.ts';
import type { Compression, Inflater } from '../../../base/inflate.ts';
import { MS_PER_SECOND } from '../../../base/time.ts';
import { CombrayError, type ErrorCode } from '../../../model/errors.ts';
import type { EnvironmentId } from '../../../model/ids.ts';
import type { BodyLimits } from '../../../model/limits.ts';
import { inflateBody, mediaType, readContentEncoding } from '../body.ts';
import { readCallTimeout } from './call-timeout.ts';
import { type FramedMessage, frameMessage, readMessage } from './message-frame.ts';
import type { GrpcMethod, GrpcMethodAccess } from './method.ts';
import { OK_TRAILERS, statusHeaders } from './status.ts';

/** Answers one stream of an HTTP/2 connection. Never throws. */
export type GrpcHandler = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;

export interface GrpcHandlerOptions {
  readonly methods: readonly GrpcMethod[];
  readonly bodyLimits: BodyLimits;
  readonly inflater: Inflater;
  /** Lets a call in by its headers or throws. */
  readonly admit: (request: { headers: IncomingHttpHeaders }, access: GrpcMethodAccess) => EnvironmentId | undefined;
  /** Counts a refused call. */
  readonly onRefused: (code: ErrorCode) => void;
  /** Called for each call that failed by a bug. */
  readonly onBug: (error: unknown) => void;
  /** 0 to 1, for delays. */
  readonly random: () => number;
}

const CONTENT_TYPES = new Set(['application/grpc', 'application/grpc+proto']);
const CONTENT_TYPE_MESSAGE = 'unsupported content-type, this port speaks gRPC: application/grpc';
// As an HTTP request: the slowest honest message is 20 MiB over a thin line.
const CALL_TIMEOUT_MS_MAX = 120 * MS_PER_SECOND;

/**
 * Unary gRPC over HTTP/2, as much of it as exporters and probes speak. By hand, because a message must be let in before it
 * is read and inflated by the one inflater that bounds how much is held: docs/adr/0005-grpc-by-hand.md.
 */
export function createGrpcHandler(options: GrpcHandlerOptions): GrpcHandler {
  const methods = new Map(options.methods.map((method) => [method.path, method]));
  assert(methods.size === options.methods.length, 'no two gRPC methods share a path');
  return (stream, headers) => {
    // Whatever breaks a stream also closes it, which is where it is dealt with.
    stream.on('error', () => undefined);
    stream.setTimeout(CALL_TIMEOUT_MS_MAX, () => stream.close(constants.NGHTTP2_CANCEL));
    const refusal = refusalOfForeign(headers);
    if (refusal === undefined) return void answerCall(options, methods, stream, headers);
    options.onRefused(refusal.code);
    sendHttpRefusal(stream, refusal);
  };
}

/** What is no gRPC is answered in plain HTTP, before anything else. Source: doc/PROTOCOL-HTTP2.md, "Content-Type". */
function refusalOfForeign(headers: IncomingHttpHeaders): CombrayError | undefined {
  if (headers[':method'] !== 'POST') {
    return new CombrayError('method-not-allowed', `${headers[':method']} is not allowed here, this port speaks gRPC`);
  }
  if (CONTENT_TYPES.has(mediaType(headers['content-type']))) return undefined;
  return new CombrayError('content-type-unsupported', CONTENT_TYPE_MESSAGE);
}

async function answerCall(
  options: GrpcHandlerOptions,
  methods: ReadonlyMap<string, GrpcMethod>,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
): Promise<void> {
  const abort = new AbortController();
  const { signal } = abort;
  let timer: NodeJS.Timeout | undefined;
  try {
    const timeoutMs = Math.min(readCallTimeout(headers['grpc-timeout']) ?? CALL_TIMEOUT_MS_MAX, CALL_TIMEOUT_MS_MAX);
    timer = setTimeout(() => abort.abort(new CombrayError('deadline-exceeded', 'the call took too long')), timeoutMs);
    const path = headers[':path'] ?? '';
    const method = methods.get(path);
    if (!method) throw new CombrayError('method-not-allowed', `unknown method ${path.slice(0, 200)}`);
    const environment = options.admit({ headers }, method.access);
    const compression = readContentEncoding(headerText(headers, 'grpc-encoding'));
    const framed = await readMessage(stream, options.bodyLimits.bodyBytesMax, signal);
    // The client learns in time; what is under way goes on and is counted by what comes of it.
    signal.addEventListener('abort', () => sendStatus(options, stream, signal.reason), { once: true });
    const message = await inflateBody(options.inflater, compressionOf(framed, compression), framed.payload, {
      inflatedBytesMax: options.bodyLimits.inflatedBytesMax,
      unreadable: method.unreadable,
    });
    const answer = await method.answer({ headers, environment, message, sentBytes: framed.payload.length });
    sendAnswer(stream, answer);
  } catch (cause) {
    const error = cause instanceof CombrayError ? cause : new CombrayError('internal', 'internal error', { cause });
    if (error.code === 'internal') options.onBug(error);
    options.onRefused(error.code);
    sendStatus(options, stream, error);
  } finally {
    clearTimeout(timer);
  }
}

/** The header says how messages are compressed that say they are. */
function compressionOf({ isCompressed }: FramedMessage, announced: Compression | 'none'): Compression | 'none' {
  if (!isCompressed) return 'none';
  if (announced !== 'none') return announced;
  throw new CombrayError('message-malformed', 'a compressed message without grpc-encoding');
}

const ANSWER_HEADERS: OutgoingHttpHeaders = {
  ':status': 200,
  'content-type': 'application/grpc',
  'grpc-accept-encoding': 'identity,deflate,gzip,zstd',
};

function sendAnswer(stream: ServerHttp2Stream, message: Uint8Array): void {
  if (!isAnswerable(stream)) return;
  stream.respond(ANSWER_HEADERS, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers(OK_TRAILERS));
  stream.end(frameMessage(message));
}

/** Status and message as headers, without a body. */
function sendStatus({ random }: GrpcHandlerOptions, stream: ServerHttp2Stream, error: CombrayError): void {
  if (!isAnswerable(stream)) return;
  stream.respond({ ...ANSWER_HEADERS, ...statusHeaders(error, random) }, { endStream: true });
  // What nobody reads the client could not finish writing, nor would the stream end.
  stream.resume();
}

function sendHttpRefusal(stream: ServerHttp2Stream, { kind, message }: CombrayError): void {
  if (!isAnswerable(stream)) return;
  stream.respond({ ':status': kind.httpStatus, 'content-type': 'text/plain; charset=utf-8' });
  stream.end(message);
  stream.resume();
}

/** Not where the client has taken its call back, or has been answered when its time was over. */
function isAnswerable(stream: ServerHttp2Stream): boolean {
  return !stream.headersSent && !stream.closed && !stream.destroyed;
}

function headerText(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

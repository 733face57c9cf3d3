import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Inflater } from '../../base/inflate.ts';
import type { BodyLimits } from '../../model/limits.ts';
import { inflateBody, readContentEncoding } from '../common/body.ts';
import { readBody } from '../common/read-body.ts';

export interface InflateParts {
  readonly bodyLimits: BodyLimits;
  readonly inflater: Inflater;
}

const UNREADABLE_MESSAGE = 'The body cannot be decompressed.';

/** Reads the body of a route that wants one, whatever its content type says; of others it is thrown away. */
export async function readRequestBody(
  request: FastifyRequest,
  message: IncomingMessage,
  { bodyLimits }: InflateParts,
): Promise<Buffer> {
  if (request.routeOptions.config.isBodyIgnored !== true) return readBody(message, bodyLimits.bodyBytesMax);
  message.resume();
  return Buffer.alloc(0);
}

/** As sent; empty where there was none. */
export function sentBody({ body }: FastifyRequest): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

export function inflatedBody(
  { inflater, bodyLimits: { inflatedBytesMax } }: InflateParts,
  request: FastifyRequest,
  sent: Buffer,
): Promise<Uint8Array> {
  const compression = readContentEncoding(request.headers['content-encoding']);
  return inflateBody(inflater, compression, sent, { inflatedBytesMax, unreadable: UNREADABLE_MESSAGE });
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set on routes that answer the same whatever they are sent. */
    isBodyIgnored?: boolean;
  }
}

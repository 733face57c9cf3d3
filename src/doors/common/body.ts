import type { Compression, Inflater } from '../../base/inflate.ts';
import { CombrayError } from '../../model/errors.ts';

// Names of the formats and, as the Collector takes them too, of their libraries.
const COMPRESSION_OF: ReadonlyMap<string, Compression | 'none'> = new Map([
  ['', 'none'],
  ['identity', 'none'],
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
  ['zlib', 'deflate'],
  ['zstd', 'zstd'],
]);

/** The media type without its parameters, lower case; '' if there is none. */
export function mediaType(contentType: string | undefined): string {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** Throws `content-encoding-unsupported` for what no door can read. */
export function readContentEncoding(header: string | undefined): Compression | 'none' {
  const name = header?.trim().toLowerCase() ?? '';
  const compression = COMPRESSION_OF.get(name);
  if (compression !== undefined) return compression;
  throw new CombrayError(
    'content-encoding-unsupported',
    `unsupported content-encoding '${name.slice(0, 100)}', valid encodings are: gzip, deflate, zstd, identity`,
  );
}

/** The body as the client had it before compression. `unreadable` is the message for one that is cut or garbage. */
export async function inflateBody(
  inflater: Inflater,
  compression: Compression | 'none',
  body: Uint8Array,
  { inflatedBytesMax, unreadable }: { inflatedBytesMax: number; unreadable: string },
): Promise<Uint8Array> {
  if (compression === 'none') {
    if (body.length > inflatedBytesMax) throw bodyTooLarge(inflatedBytesMax, '');
    return body;
  }
  const result = await inflater.inflate(compression, body, inflatedBytesMax);
  if (result.ok) return result.bytes;
  switch (result.reason) {
    case 'too-large':
      throw bodyTooLarge(inflatedBytesMax, ' after decompression');
    case 'malformed':
      throw new CombrayError('body-unreadable', unreadable);
    case 'busy':
      throw new CombrayError('overloaded', 'too many compressed bodies are waiting, try again');
  }
}

export function bodyTooLarge(bytesMax: number, when: string): CombrayError {
  return new CombrayError('body-too-large', `request body is larger than ${bytesMax} bytes${when}`);
}

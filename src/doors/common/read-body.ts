import type { IncomingMessage } from 'node:http';
import { CombrayError } from '../../model/errors.ts';
import { bodyTooLarge } from './body.ts';

/**
 * Reads a request body as sent. Throws `body-too-large` as soon as it is known to be, without holding more than the limit;
 * the connection stays open and the rest is read and thrown away, because a client that is still writing when its
 * connection is cut sees a broken pipe instead of the answer, and sends it all again.
 */
export function readBody(message: IncomingMessage, bytesMax: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(message.headers['content-length'] ?? 0) > bytesMax) {
      message.resume();
      return reject(bodyTooLarge(bytesMax, ''));
    }
    let chunks: Buffer[] = [];
    let length = 0;
    message.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= bytesMax) return void chunks.push(chunk);
      chunks = [];
      reject(bodyTooLarge(bytesMax, ''));
    });
    message.once('end', () => resolve(Buffer.concat(chunks)));
    // After the end this changes nothing: the promise has settled.
    message.once('close', () =>
      reject(new CombrayError('body-unreadable', 'the connection ended before the body did')),
    );
  });
}

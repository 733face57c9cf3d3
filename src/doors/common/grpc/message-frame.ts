import type { Readable } from 'node:stream';
import { CombrayError } from '../../../model/errors.ts';
import { bodyTooLarge } from '../body.ts';

/**
 * A message on the wire. Source: grpc/grpc doc/PROTOCOL-HTTP2.md, "Length-Prefixed-Message".
 *
 *     byte  0           1        4   5
 *           compressed  length       payload
 */
const PREFIX_BYTES = 5;

export interface FramedMessage {
  readonly isCompressed: boolean;
  /** As sent, without its prefix. */
  readonly payload: Buffer;
}

/**
 * Reads the one message of a unary call. An announced length above `bytesMax` is refused before the message comes;
 * nothing is allocated by announcement. After a refusal the rest is read and thrown away, so that the client, which may
 * still be writing, sees the answer. Rejects with `signal.reason` when that is aborted.
 */
export function readMessage(
  stream: Readable & { readonly aborted: boolean },
  bytesMax: number,
  signal: AbortSignal,
): Promise<FramedMessage> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let length = 0;
    let messageLength: number | undefined;
    let isRefused = false;
    const refuse = (error: unknown) => {
      isRefused = true;
      chunks = [];
      reject(error);
    };
    signal.addEventListener('abort', () => refuse(signal.reason), { once: true });
    stream.on('data', (chunk: Buffer) => {
      if (isRefused) return;
      chunks.push(chunk);
      length += chunk.length;
      if (messageLength === undefined && length >= PREFIX_BYTES) {
        chunks = [Buffer.concat(chunks)];
        messageLength = chunks[0]?.readUInt32BE(1) ?? 0;
        if (messageLength > bytesMax) return refuse(bodyTooLarge(bytesMax, ''));
      }
      if (messageLength !== undefined && length > PREFIX_BYTES + messageLength) {
        refuse(malformed('a unary call carries one message'));
      }
    });
    stream.once('end', () => {
      if (isRefused) return;
      // A call that its client resets ends before it closes.
      if (stream.aborted) return refuse(aborted());
      if (length === 0) return refuse(malformed('the call carries no message'));
      if (messageLength === undefined || length < PREFIX_BYTES + messageLength) {
        return refuse(malformed('the call ends before its message does'));
      }
      const bytes = Buffer.concat(chunks);
      const flag = bytes[0];
      if (flag !== 0 && flag !== 1) return refuse(malformed(`a message has no compressed flag ${flag}`));
      resolve({ isCompressed: flag === 1, payload: bytes.subarray(PREFIX_BYTES) });
    });
    // After the end this changes nothing: the promise has settled.
    stream.once('close', () => refuse(aborted()));
  });
}

export function frameMessage(payload: Uint8Array): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(payload.length, 1);
  return Buffer.concat([prefix, payload]);
}

function aborted(): CombrayError {
  return new CombrayError('body-unreadable', 'the call was ended before its message had come');
}

function malformed(message: string): CombrayError {
  return new CombrayError('message-malformed', message);
}

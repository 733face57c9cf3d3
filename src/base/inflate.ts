import { promisify } from 'node:util';
import { gunzip, inflate as inflateZlib } from 'node:zlib';
import { createGate } from './gate.ts';
import { ZstdInflater } from './zstd.ts';

export const COMPRESSIONS = ['gzip', 'deflate', 'zstd'] as const;
export type Compression = (typeof COMPRESSIONS)[number];

/** `busy`: too many bodies wait already, try again later. */
export type InflateResult =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly reason: 'malformed' | 'too-large' | 'busy' };

export interface Inflater {
  /** Decompresses off the main thread. Output stops growing at `bytesMax`; a cut or foreign input is `malformed`. */
  inflate(compression: Compression, bytes: Uint8Array, bytesMax: number): Promise<InflateResult>;
  close(): Promise<void>;
}

// zlib holds what it has inflated twice while it joins the pieces: two bodies of 64 MiB are 256 MiB. Two threads inflate some
// 600 MB/s, more than anything behind them takes in. Sixty-four at once, which is 4 MB on the wire, held 4 GiB.
const RUNNING_MAX = 2;
const WAITING_MAX = 1_000;

const gunzipAsync = promisify(gunzip);
const inflateZlibAsync = promisify(inflateZlib);

export function createInflater(): Inflater {
  const zstd = new ZstdInflater();
  const gate = createGate({ runningMax: RUNNING_MAX, waitingMax: WAITING_MAX });
  const inTurn = (job: () => Promise<Uint8Array>): Promise<InflateResult> =>
    gate.tryRun(() => settle(job())) ?? Promise.resolve({ ok: false, reason: 'busy' });
  return {
    inflate(compression, bytes, bytesMax) {
      switch (compression) {
        case 'gzip':
          return inTurn(() => gunzipAsync(bytes, { maxOutputLength: bytesMax }));
        // RFC 9110, 8.4.1.2: "deflate" is the zlib format.
        case 'deflate':
          return inTurn(() => inflateZlibAsync(bytes, { maxOutputLength: bytesMax }));
        case 'zstd':
          return zstd.inflate(bytes, bytesMax);
      }
    },
    close: () => zstd.close(),
  };
}

/** zlib reports what it finds in the input by `Z_*` codes, the cap by ERR_BUFFER_TOO_LARGE; anything else is ours. */
async function settle(output: Promise<Uint8Array>): Promise<InflateResult> {
  try {
    return { ok: true, bytes: await output };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ERR_BUFFER_TOO_LARGE') return { ok: false, reason: 'too-large' };
    if (code.startsWith('Z_')) return { ok: false, reason: 'malformed' };
    throw error;
  }
}

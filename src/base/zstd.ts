import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { assert } from './assert.ts';
import type { InflateResult } from './inflate.ts';
import { checkZstdFrames } from './zstd-frames.ts';

/** 64 MiB take fzstd about a second; a body built to keep it busy would take hours. */
const DEADLINE_MS = 10_000;

/** Bodies waiting for the worker, at up to 20 MiB each. */
const WAITING_MAX = 16;

// Runs in the worker, which has no TypeScript loader: so as text. It answers { chunks } or { reason }.
const WORKER_SOURCE = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { Decompress } = require(workerData.fzstdPath);
  parentPort.on('message', ({ bytes, bytesMax }) => {
    const chunks = [];
    let total = 0;
    const stream = new Decompress((chunk) => {
      total += chunk.length;
      if (total > bytesMax) throw new RangeError('too-large');
      chunks.push(chunk);
    });
    try {
      stream.push(bytes, true);
      parentPort.postMessage({ chunks });
    } catch (error) {
      parentPort.postMessage({ reason: total > bytesMax ? 'too-large' : 'malformed' });
    }
  });
`;

type WorkerAnswer = { readonly chunks: Uint8Array[] } | { readonly reason: 'too-large' | 'malformed' };

/**
 * zstd in one worker thread: Node 20's zlib has none, and fzstd is synchronous and can be kept busy for hours by a few
 * hostile bytes. The worker is started when first needed, keeps nobody alive, and is ended when a body takes too long.
 */
export class ZstdInflater {
  readonly #deadlineMs: number;
  #worker: Worker | undefined;
  #answer: ((answer: WorkerAnswer | 'no answer') => void) | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #waitingCount = 0;
  #isClosed = false;

  constructor(deadlineMs = DEADLINE_MS) {
    this.#deadlineMs = deadlineMs;
  }

  async inflate(bytes: Uint8Array, bytesMax: number): Promise<InflateResult> {
    assert(!this.#isClosed, 'nothing is inflated after close');
    const check = checkZstdFrames(bytes, bytesMax);
    if (check !== 'ok') return { ok: false, reason: check };
    if (this.#waitingCount >= WAITING_MAX) return { ok: false, reason: 'busy' };
    this.#waitingCount++;
    const result = this.#last.then(() => this.#run(bytes, bytesMax));
    this.#last = result;
    try {
      return await result;
    } finally {
      this.#waitingCount--;
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#last;
    await this.#worker?.terminate();
  }

  async #run(bytes: Uint8Array, bytesMax: number): Promise<InflateResult> {
    const worker = this.#ensureWorker();
    const answer = await new Promise<WorkerAnswer | 'no answer'>((resolve) => {
      const timer = setTimeout(() => resolve('no answer'), this.#deadlineMs);
      this.#answer = (answered) => {
        clearTimeout(timer);
        resolve(answered);
      };
      worker.postMessage({ bytes, bytesMax });
    });
    this.#answer = undefined;
    if (answer === 'no answer') {
      this.#worker = undefined;
      await worker.terminate();
      return { ok: false, reason: 'malformed' };
    }
    return 'reason' in answer
      ? { ok: false, reason: answer.reason }
      : { ok: true, bytes: Buffer.concat(answer.chunks) };
  }

  #ensureWorker(): Worker {
    if (this.#worker) return this.#worker;
    const fzstdPath = createRequire(import.meta.url).resolve('fzstd');
    const worker = new Worker(WORKER_SOURCE, { eval: true, workerData: { fzstdPath } });
    worker.on('message', (answer: WorkerAnswer) => this.#answer?.(answer));
    // Out of memory, most likely: the body is given up and the next one gets a new worker.
    worker.on('error', () => this.#answer?.('no answer'));
    worker.on('exit', () => this.#answer?.('no answer'));
    worker.unref();
    this.#worker = worker;
    return worker;
  }
}

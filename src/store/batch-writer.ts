import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { MS_PER_SECOND } from '../base/time.ts';
import { CombrayError } from '../model/errors.ts';
import type { Engine } from './engine.ts';
import { eventBlock, traceTimesBlock } from './event-block.ts';
import { insertBlock } from './insert-block.ts';
import { requestBytes } from './request-bytes.ts';
import type { StoreStats, WriteRequest } from './store.ts';

// An insert costs about 6 ms whatever its size, and merges cost less the larger the blocks: wait a moment for company,
// longer the more the last block held. 20,000 rows a block and more: 200 ms.
const LINGER_MIN_MS = 10;
const LINGER_MAX_MS = 200;
const ROWS_PER_LINGER_MS = 100;

// Bounds one block's memory. A single request may be larger: it is never split.
const BLOCK_ROWS_MAX = 150_000;
const BLOCK_BYTES_MAX = 64 * 2 ** 20;

/** Up to here the engine was seen to make one part of one block: the bound of "whole or not at all". */
const REQUEST_ROWS_MAX = 500_000;

export interface BatchWriterOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
  /** Memory that waiting requests may hold before `write` refuses. */
  readonly queueBytesMax: number;
  /** Of the block one request may become: what the engine can take in at once. */
  readonly blockBytesMax: number;
}

interface Pending {
  readonly request: WriteRequest;
  readonly heldBytes: number;
  readonly blockBytes: number;
  resolve(): void;
  reject(error: unknown): void;
}

/** Group commit: many requests, one insert, one insert in flight. A request settles when its insert is committed and synced. */
export class BatchWriter {
  readonly #options: BatchWriterOptions;
  readonly #queue: Pending[] = [];
  readonly #stats = { queuedBytes: 0, insertCount: 0, insertSeconds: 0, insertedRows: 0 };
  #waitingRows = 0;
  #waitingBlockBytes = 0;
  #lastBlockRows = 0;
  #isClosing = false;
  #isFailing = false;
  #running: Promise<void> | undefined;
  #endLinger: (() => void) | undefined;

  constructor(options: BatchWriterOptions) {
    this.#options = options;
  }

  write(request: WriteRequest): Promise<void> {
    const bytes = requestBytes(request.batch);
    const refusal = this.#refusal(request, bytes);
    if (refusal) return Promise.reject(refusal);
    return new Promise((resolve, reject) => {
      this.#queue.push({ request, heldBytes: bytes.held, blockBytes: bytes.block, resolve, reject });
      this.#stats.queuedBytes += bytes.held;
      this.#waitingRows += request.batch.count;
      this.#waitingBlockBytes += bytes.block;
      if (this.#isBlockFull()) this.#endLinger?.();
      this.#running ??= this.#drainQueue();
    });
  }

  stats(): StoreStats {
    return { ...this.#stats };
  }

  /** Commits what is queued, refuses what comes after. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#endLinger?.();
    await this.#running;
  }

  #refusal({ batch }: WriteRequest, bytes: { block: number; held: number }): CombrayError | undefined {
    if (this.#isClosing) return new CombrayError('shutting-down', 'the server is shutting down; send this again');
    if (batch.count > REQUEST_ROWS_MAX || bytes.block > this.#options.blockBytesMax) {
      return new CombrayError(
        'body-too-large',
        `the request becomes ${batch.count} rows and ${bytes.block} bytes; one may become ${REQUEST_ROWS_MAX} rows and ${this.#options.blockBytesMax} bytes: send smaller batches`,
      );
    }
    // An empty queue takes anything: a request larger than the whole queue must not be refused for ever.
    const { queuedBytes } = this.#stats;
    if (queuedBytes > 0 && queuedBytes + bytes.held > this.#options.queueBytesMax) {
      return new CombrayError('overloaded', 'more arrives than can be written; send this again');
    }
    return undefined;
  }

  async #drainQueue(): Promise<void> {
    while (this.#queue.length > 0) {
      await this.#linger();
      const group = takeGroup(this.#queue);
      this.#lastBlockRows = sum(group, ({ request }) => request.batch.count);
      this.#waitingRows -= this.#lastBlockRows;
      this.#waitingBlockBytes -= sum(group, ({ blockBytes }) => blockBytes);
      await this.#commit(group);
      this.#stats.queuedBytes -= sum(group, ({ heldBytes }) => heldBytes);
    }
    this.#running = undefined;
  }

  #isBlockFull(): boolean {
    return this.#waitingRows >= BLOCK_ROWS_MAX || this.#waitingBlockBytes >= BLOCK_BYTES_MAX;
  }

  #linger(): Promise<void> {
    if (this.#isClosing || this.#isBlockFull()) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#endLinger = undefined;
        resolve();
      };
      const timer = setTimeout(done, Math.min(LINGER_MAX_MS, LINGER_MIN_MS + this.#lastBlockRows / ROWS_PER_LINGER_MS));
      this.#endLinger = done;
    });
  }

  /** All or nothing for the group: what failed for one has failed for its neighbours, and all may come again. */
  async #commit(group: readonly Pending[]): Promise<void> {
    try {
      await this.#insert(group.map((pending) => pending.request));
      this.#note(undefined);
      for (const pending of group) pending.resolve();
    } catch (error) {
      this.#note(error);
      for (const pending of group) pending.reject(error);
    }
  }

  /** One line when blocks cease to be kept and one when they are again, however many senders ask meanwhile. */
  #note(error: unknown): void {
    if (this.#isFailing === (error !== undefined)) return;
    this.#isFailing = error !== undefined;
    const { log } = this.#options;
    if (this.#isFailing) log.error({ err: error }, 'blocks are not kept; senders are told to come back');
    else log.info({}, 'blocks are kept again');
  }

  async #insert(requests: readonly WriteRequest[]): Promise<void> {
    const { engine, clock } = this.#options;
    const startMs = clock.monotonicMs();
    const ingestedNs = clock.nowNs();
    const extents = traceTimesBlock(requests, ingestedNs);
    // Before the events: an extent without rows does no harm, rows without an extent could not be found by trace id.
    if (extents) await insertBlock(engine, 'trace_times', extents);
    const events = eventBlock(requests, ingestedNs);
    await insertBlock(engine, 'events', events);
    this.#stats.insertCount += 1;
    this.#stats.insertedRows += events.rowCount;
    this.#stats.insertSeconds += (clock.monotonicMs() - startMs) / MS_PER_SECOND;
  }
}

/** Takes from the front of the queue as many requests as one block may hold, and at least one. */
function takeGroup(queue: Pending[]): Pending[] {
  let count = 0;
  let rows = 0;
  let bytes = 0;
  for (const pending of queue) {
    rows += pending.request.batch.count;
    bytes += pending.blockBytes;
    if (count > 0 && (rows > BLOCK_ROWS_MAX || bytes > BLOCK_BYTES_MAX)) break;
    count++;
  }
  return queue.splice(0, count);
}

function sum(group: readonly Pending[], of: (pending: Pending) => number): number {
  return group.reduce((total, pending) => total + of(pending), 0);
}

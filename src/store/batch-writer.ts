import { randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { MS_PER_SECOND } from '../base/time.ts';
import { CombrayError } from '../model/errors.ts';
import type { Engine } from './engine.ts';
import { type Block, eventBlock, traceTimesBlock } from './event-block.ts';
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

interface Pending {
  readonly request: WriteRequest;
  readonly bytes: number;
  resolve(): void;
  reject(error: unknown): void;
}

/** Group commit: many requests, one insert, one insert in flight. A request settles when its insert is committed and synced. */
export class BatchWriter {
  readonly #engine: Engine;
  readonly #clock: Clock;
  readonly #queueBytesMax: number;
  readonly #queue: Pending[] = [];
  readonly #stats = { queuedBytes: 0, insertCount: 0, insertSeconds: 0, insertedRows: 0 };
  #queuedRows = 0;
  #lastBlockRows = 0;
  #isClosing = false;
  #running: Promise<void> | undefined;
  #endLinger: (() => void) | undefined;

  constructor(options: { engine: Engine; clock: Clock; queueBytesMax: number }) {
    this.#engine = options.engine;
    this.#clock = options.clock;
    this.#queueBytesMax = options.queueBytesMax;
  }

  write(request: WriteRequest): Promise<void> {
    if (this.#isClosing) {
      return Promise.reject(new CombrayError('shutting-down', 'the server is shutting down; send this again'));
    }
    const bytes = requestBytes(request.batch);
    // An empty queue takes anything: a request larger than the whole queue must not be refused for ever.
    if (this.#stats.queuedBytes > 0 && this.#stats.queuedBytes + bytes > this.#queueBytesMax) {
      return Promise.reject(new CombrayError('overloaded', 'more arrives than can be written; send this again'));
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ request, bytes, resolve, reject });
      this.#stats.queuedBytes += bytes;
      this.#queuedRows += request.batch.count;
      if (this.#queuedRows >= BLOCK_ROWS_MAX) this.#endLinger?.();
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

  async #drainQueue(): Promise<void> {
    while (this.#queue.length > 0) {
      await this.#linger();
      const group = takeGroup(this.#queue);
      this.#lastBlockRows = countRows(group);
      this.#queuedRows -= this.#lastBlockRows;
      await this.#commit(group);
      for (const { bytes } of group) this.#stats.queuedBytes -= bytes;
    }
    this.#running = undefined;
  }

  #linger(): Promise<void> {
    if (this.#isClosing || this.#queuedRows >= BLOCK_ROWS_MAX) return Promise.resolve();
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

  /** All or nothing for the group; if that fails each request alone, so that none pays for another. */
  async #commit(group: readonly Pending[]): Promise<void> {
    try {
      await this.#insert(group.map((pending) => pending.request));
      for (const pending of group) pending.resolve();
    } catch (error) {
      const [only] = group;
      if (group.length === 1) only?.reject(error);
      else for (const pending of group) await this.#commit([pending]);
    }
  }

  async #insert(requests: readonly WriteRequest[]): Promise<void> {
    const startMs = this.#clock.monotonicMs();
    const ingestedNs = this.#clock.nowNs();
    const token = randomUUID();
    const extents = traceTimesBlock(requests, ingestedNs);
    // Before the events: an extent without rows does no harm, rows without an extent could not be found by trace id.
    if (extents) await insertBlock(this.#engine, 'trace_times', extents, token);
    const events = eventBlock(requests, ingestedNs);
    await insertBlock(this.#engine, 'events', events, token);
    this.#stats.insertCount += 1;
    this.#stats.insertedRows += events.rowCount;
    this.#stats.insertSeconds += (this.#clock.monotonicMs() - startMs) / MS_PER_SECOND;
  }
}

function insertBlock(engine: Engine, table: string, block: Block, token: string): Promise<void> {
  return engine.insert({ table, columnNames: block.columnNames, bytes: block.bytes, token: `${table}-${token}` });
}

function countRows(group: readonly Pending[]): number {
  return group.reduce((sum, { request }) => sum + request.batch.count, 0);
}

/** Takes from the front of the queue as many requests as one block may hold, and at least one. */
function takeGroup(queue: Pending[]): Pending[] {
  let count = 0;
  let rows = 0;
  let bytes = 0;
  for (const pending of queue) {
    rows += pending.request.batch.count;
    bytes += pending.bytes;
    if (count > 0 && (rows > BLOCK_ROWS_MAX || bytes > BLOCK_BYTES_MAX)) break;
    count++;
  }
  return queue.splice(0, count);
}

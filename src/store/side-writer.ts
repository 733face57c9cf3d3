import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../base/clock.ts';
import { CombrayError } from '../model/errors.ts';
import type { SideRows, SideTable } from '../model/side-rows.ts';
import type { Engine } from './engine.ts';
import { documentTimesBlock } from './event-block.ts';
import { insertBlock } from './insert-block.ts';
import { sideBlock, sideRowBytes } from './side-blocks.ts';

/** Company for a row: a sender waits for this table and then for the events. */
const LINGER_MS = 5;
const BLOCK_BYTES_MAX = 64 * 2 ** 20;

export interface SideWriter {
  append<Table extends SideTable>(table: Table, rows: readonly SideRows[Table][]): Promise<void>;
  /** Commits what is queued, refuses what comes after. */
  close(): Promise<void>;
}

export interface SideWriterOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  /** Memory that waiting rows of one table may hold before `append` refuses. */
  readonly queueBytesMax: number;
}

interface Pending<Table extends SideTable> {
  readonly rows: readonly SideRows[Table][];
  readonly bytes: number;
  resolve(): void;
  reject(error: unknown): void;
}

/** Group commit for the tables beside the events: many calls, one insert, one insert of a table in flight. */
export function createSideWriter(options: SideWriterOptions): SideWriter {
  const queues: { [Table in SideTable]: TableQueue<Table> } = {
    occurrences: new TableQueue('occurrences', options),
    occurrence_payloads: new TableQueue('occurrence_payloads', options),
    segments: new TableQueue('segments', options),
  };
  return {
    append<Table extends SideTable>(table: Table, rows: readonly SideRows[Table][]) {
      const queue: TableQueue<Table> = queues[table];
      return rows.length === 0 ? Promise.resolve() : queue.append(rows);
    },
    async close() {
      await Promise.all(Object.values(queues).map((queue) => queue.close()));
    },
  };
}

class TableQueue<Table extends SideTable> {
  readonly #table: Table;
  readonly #options: SideWriterOptions;
  readonly #queue: Pending<Table>[] = [];
  #queuedBytes = 0;
  #isClosing = false;
  #running: Promise<void> | undefined;

  constructor(table: Table, options: SideWriterOptions) {
    this.#table = table;
    this.#options = options;
  }

  append(rows: readonly SideRows[Table][]): Promise<void> {
    const bytes = rows.reduce((sum, row) => sum + sideRowBytes(row), 0);
    if (this.#isClosing) {
      return Promise.reject(new CombrayError('shutting-down', 'the server is shutting down; send this again'));
    }
    if (this.#queuedBytes > 0 && this.#queuedBytes + bytes > this.#options.queueBytesMax) {
      return Promise.reject(new CombrayError('overloaded', 'more arrives than can be written; send this again'));
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ rows, bytes, resolve, reject });
      this.#queuedBytes += bytes;
      this.#running ??= this.#drain();
    });
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#running;
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      if (!this.#isClosing) await pause(LINGER_MS);
      const group = this.#takeGroup();
      try {
        await this.#insert(group.flatMap(({ rows }) => rows));
        for (const pending of group) pending.resolve();
      } catch (error) {
        for (const pending of group) pending.reject(error);
      }
      this.#queuedBytes -= group.reduce((sum, pending) => sum + pending.bytes, 0);
    }
    this.#running = undefined;
  }

  #takeGroup(): Pending<Table>[] {
    let bytes = 0;
    let count = 0;
    for (const pending of this.#queue) {
      bytes += pending.bytes;
      if (count > 0 && bytes > BLOCK_BYTES_MAX) break;
      count += 1;
    }
    return this.#queue.splice(0, count);
  }

  async #insert(rows: readonly SideRows[Table][]): Promise<void> {
    const { engine, clock } = this.#options;
    const ingestedNs = clock.nowNs();
    const documents = this.#table === 'segments' ? (rows as readonly SideRows['segments'][]) : [];
    // As for events: a document without its trace's extent could not be found by trace id.
    const extents = documentTimesBlock(documents, ingestedNs);
    if (extents) await insertBlock(engine, 'trace_times', extents);
    await insertBlock(engine, this.#table, sideBlock(this.#table, rows, ingestedNs));
  }
}

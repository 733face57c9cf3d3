/**
 * The baseline of `bench ingest`, in a process of its own because chDB takes one data directory per process: the same
 * spans as prepared Native blocks, as large as the server's largest, one insert after another, synced as the server's.
 *
 *     node --import tsx prepared-blocks.ts DIRECTORY SPANS BODY_SPANS     prints a PreparedReport
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLog } from '../../src/base/log.ts';
import { UNIX_NS_MAX, unixNsFromMs } from '../../src/base/time.ts';
import { decodeExport } from '../../src/doors/otlp/decode.ts';
import type { EnvironmentId } from '../../src/model/ids.ts';
import { DEFAULT_RECORD_LIMITS } from '../../src/model/limits.ts';
import { openChdbEngine } from '../../src/store/chdb-engine.ts';
import type { Engine } from '../../src/store/engine.ts';
import { eventBlock, traceTimesBlock } from '../../src/store/event-block.ts';
import { migrate } from '../../src/store/migrate.ts';
import type { NativeBlock } from '../../src/store/native-block.ts';
import { requestBytes } from '../../src/store/request-bytes.ts';
import type { WriteRequest } from '../../src/store/store.ts';
import { prepareBodies } from '../load/load.ts';
import { type PreparedBody, rewriteBody } from '../load/rewrite.ts';
import { MEMORY_BYTES } from './memory.ts';

export interface PreparedReport {
  readonly spans: number;
  readonly blocks: number;
  readonly spansPerSecond: number;
  /** With the merges that follow. */
  readonly cpuSeconds: number;
}

// As src/store/batch-writer.ts bounds its blocks.
const BLOCK_ROWS_MAX = 150_000;
const BLOCK_BYTES_MAX = 64 * 2 ** 20;
/** Enough for both tables, and more than the engine's caches keep. */
const DISTINCT_BLOCKS = 2;
const BODIES = 64;
const HOUR_NS = 3_600_000_000_000n;

interface Prepared {
  readonly spans: number;
  readonly tables: readonly (readonly [table: string, block: NativeBlock])[];
}

function prepareBlock(bodies: readonly PreparedBody[], block: number): Prepared {
  const requests: WriteRequest[] = [];
  let [spans, rows, bytes] = [0, 0, 0];
  for (let turn = 0; ; turn++) {
    const body = bodies[turn % bodies.length];
    if (!body) throw new Error('there are no bodies');
    // A block holds what arrives together: one hour of the day after another.
    rewriteBody(body, randomBytes(8), unixNsFromMs(Date.now()) - BigInt(block) * HOUR_NS);
    const { batch } = decodeExport('traces', body.bytes, 'protobuf', {
      limits: DEFAULT_RECORD_LIMITS,
      timeRange: { earliestNs: 0n, latestNs: UNIX_NS_MAX },
      receivedNs: unixNsFromMs(Date.now()),
      datasetHeader: '',
    });
    rows += batch.count;
    bytes += requestBytes(batch).block;
    if (rows > BLOCK_ROWS_MAX || bytes > BLOCK_BYTES_MAX) break;
    spans += body.spanCount;
    requests.push({ environment: 1 as EnvironmentId, source: 'otlp/1', batch });
  }
  const ingestedNs = unixNsFromMs(Date.now());
  const extents = traceTimesBlock(requests, ingestedNs);
  if (!extents) throw new Error('spans have trace ids');
  return {
    spans,
    tables: [
      ['trace_times', written(extents)],
      ['events', written(eventBlock(requests, ingestedNs))],
    ],
  };
}

/** The block with its bytes made already. */
function written({ columnNames, rowCount, pieces }: NativeBlock): NativeBlock {
  const bytes = Buffer.concat(Array.from(pieces(), (piece) => Buffer.from(piece)));
  return { columnNames, rowCount, pieces: () => [bytes] };
}

async function insertAll(engine: Engine, blocks: readonly Prepared[], spans: number): Promise<PreparedReport> {
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  let [inserted, count] = [0, 0];
  while (inserted < spans) {
    const block = blocks[count % blocks.length];
    if (!block) throw new Error('there are no blocks');
    for (const [table, rows] of block.tables) await engine.insert({ table, block: rows, token: randomUUID() });
    inserted += block.spans;
    count++;
  }
  const seconds = (performance.now() - start) / 1_000;
  await settleSelf();
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    spans: inserted,
    blocks: count,
    spansPerSecond: inserted / seconds,
    cpuSeconds: (user + system) / 1e6,
  };
}

/** Until the merges are done: less than 5 % of a core for two seconds. */
async function settleSelf(): Promise<void> {
  for (let microseconds = Number.POSITIVE_INFINITY; microseconds > 100_000; ) {
    const before = process.cpuUsage();
    await sleep(2_000);
    const { user, system } = process.cpuUsage(before);
    microseconds = user + system;
  }
}

const [directory = '', spans = '', bodySpans = ''] = process.argv.slice(2);
const engine = await openChdbEngine({ directory, memoryBytes: MEMORY_BYTES, log: silentLog });
await migrate(engine);
const bodies = prepareBodies(BODIES, Number(bodySpans));
const blocks = Array.from({ length: DISTINCT_BLOCKS }, (_, block) => prepareBlock(bodies, block));
const report = await insertAll(engine, blocks, Number(spans));
await engine.close();
process.stdout.write(`${JSON.stringify(report)}\n`);

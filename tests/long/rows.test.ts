import { rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, expect, it } from 'vitest';
import { countSpans, load, openQueries, type QueryClient, startMeasured } from '../../bench/measured-server.ts';
import type { QuerySpec } from '../../src/model/query-spec.ts';
import { onStoppedEngine } from '../durability/engine.ts';
import { readCounter } from '../support/metrics.ts';
import { peakBytes } from '../support/peak-memory.ts';
import { makeDataDirectory } from '../support/server.ts';
import { waitFor } from '../support/wait.ts';

const ROWS = Number(process.env.COMBRAY_LONG_ROWS ?? 10_000_000);
/** Twice the 130 that a span was seen to weigh: a merge writes all of a part once more before the old ones go. */
const DISK_BYTES_PER_ROW = 300;
/** COMBRAY_MEMORY by default, of the whole process. */
const MEMORY_BYTES_MAX = 2 ** 30;
const HOURS = 26;
/** Also where the machine is shared with seven others. */
const SPANS_PER_SECOND_MIN = 3_000;
const QUESTIONS_MS_MAX = 600_000;

const dataDirectory = makeDataDirectory();
afterAll(() => rmSync(dataDirectory, { recursive: true, force: true }));

function checkDisk(): void {
  const { bavail, bsize } = statfsSync(tmpdir());
  const [free, wanted] = [bavail * bsize, ROWS * DISK_BYTES_PER_ROW].map((bytes) => Math.ceil(bytes / 1e9));
  if (bavail * bsize < ROWS * DISK_BYTES_PER_ROW) {
    throw new Error(`${ROWS} rows take up to ${wanted} GB; ${tmpdir()} has ${free} GB`);
  }
}

const data = (response: Awaited<ReturnType<QueryClient['query']>>) => response.results.map((result) => result.data);
const sum = (numbers: readonly unknown[]) => numbers.reduce<number>((total, each) => total + Number(each), 0);

it(
  `${ROWS} spans: answers are those of the engine, within the memory`,
  async () => {
    checkDisk();
    const { server } = await startMeasured(dataDirectory);
    try {
      const client = await openQueries(server);
      const { spans } = await load(server, ROWS);
      expect(spans).toBeGreaterThanOrEqual(ROWS);
      const isReadable = async () => ((await countSpans(client)) === spans ? true : undefined);
      await waitFor(isReadable, { what: `${spans} spans to be readable`, timeoutMs: 120_000, everyMs: 1_000 });

      const endSeconds = Math.ceil(Date.now() / 1_000) + 60;
      const range = { start_time: endSeconds - HOURS * 3_600, end_time: endSeconds };
      // Of spans alone: their events are rows too.
      const filters = [{ column: 'duration_ms', op: 'exists' }] as const;
      const ask = (query: QuerySpec) => client.query({ query: { filters: [...filters], ...query, ...range } });
      const byService = await ask({ calculations: [{ op: 'COUNT' }], breakdowns: ['service.name'], limit: 1_000 });
      const slow = { column: 'duration_ms', op: '>', value: 100 } as const;
      const slowCount = await ask({ calculations: [{ op: 'COUNT' }], filters: [...filters, slow] });
      const traceCount = await ask({ calculations: [{ op: 'COUNT_DISTINCT', column: 'trace.trace_id' }] });
      const heatmap = await ask({ calculations: [{ op: 'HEATMAP', column: 'duration_ms' }] });
      const latency = await ask({ calculations: [{ op: 'P50', column: 'duration_ms' }] });
      expect(await readCounter(server, 'combray_bugs_total')).toBe(0);
      const memoryBytes = peakBytes(server.process.pid);
      await server.close();

      const [truth] = await onStoppedEngine<Truth>(dataDirectory, [TRUTH]);
      if (truth === undefined) throw new Error('the engine gave no count');
      expect(truth.rows).toBe(spans);
      const services = data(byService).map((row) => [row['service.name'], Number(row.COUNT)]);
      expect(new Map(services as [string, number][])).toEqual(new Map(truth.services));
      // The series is the same rows once more.
      expect(sum(byService.series.map((each) => each.data.COUNT))).toBe(truth.spans);
      expect(Number(data(slowCount)[0]?.COUNT)).toBe(truth.slow);
      expect(Math.abs(Number(data(traceCount)[0]?.['COUNT_DISTINCT(trace.trace_id)']) / truth.traces - 1)).toBeLessThan(
        0.03,
      );
      expect(sum(heatmap.heatmaps.flatMap(({ columns }) => columns.flatMap(({ counts }) => counts)))).toBe(truth.spans);
      expect(Math.abs(Number(data(latency)[0]?.['P50(duration_ms)']) / truth.median - 1)).toBeLessThan(0.03);
      process.stderr.write(`${spans} rows: at most ${Math.round(memoryBytes / 2 ** 20)} MiB\n`);
      expect(memoryBytes).toBeLessThan(MEMORY_BYTES_MAX);
    } finally {
      await server.close();
    }
  },
  (ROWS / SPANS_PER_SECOND_MIN) * 1_000 + QUESTIONS_MS_MAX,
);

interface Truth {
  readonly rows: number;
  readonly spans: number;
  readonly slow: number;
  readonly traces: number;
  readonly median: number;
  readonly services: readonly (readonly [string, number])[];
}

/** Counted with their sample rates, as the answers are; the rows without. */
const TRUTH = `SELECT
    toUInt32(sum(rows)) AS rows, toUInt32(sum(weighted)) AS spans, toUInt32(sum(slow)) AS slow,
    toUInt32((SELECT uniq(trace_id) FROM events WHERE duration_ns >= 0)) AS traces,
    (SELECT quantileTDigestWeighted(duration_ns / 1e6, toUInt64(weight)) FROM events WHERE duration_ns >= 0) AS median,
    groupArray((service, toUInt32(weighted))) AS services
  FROM (
    SELECT service, count() AS rows, sum(weight) AS weighted, sumIf(weight, duration_ns > 100e6) AS slow
    FROM events WHERE duration_ns >= 0 GROUP BY service
  )`;

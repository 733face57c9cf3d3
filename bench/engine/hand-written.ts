/**
 * What the server left in its data directory, asked by hand-written SQL over the same engine, in a process of its own.
 *
 *     node --import tsx hand-written.ts DIRECTORY disk                prints a DiskReport
 *     node --import tsx hand-written.ts DIRECTORY questions JSON      prints the milliseconds of each run of each question
 */
import { silentLog } from '../../src/base/log.ts';
import { INTERACTIVE_BUDGET } from '../../src/model/query-budget.ts';
import { openChdbEngine } from '../../src/store/chdb-engine.ts';
import type { Engine } from '../../src/store/engine.ts';
import type { SqlQuery } from '../../src/store/store.ts';
import { MEMORY_BYTES } from './memory.ts';

/** Statements that together answer one question, one after another; their values are the same. */
export interface HandWritten {
  readonly name: string;
  readonly statements: readonly string[];
  readonly params: Readonly<Record<string, string>>;
  /** How often; runs before them warm the caches and are not counted. */
  readonly runs: number;
  readonly warmUps: number;
}

export interface DiskReport {
  readonly rows: number;
  /** As the server left it, and after one merge of everything. */
  readonly asLeft: { readonly bytes: number; readonly parts: number };
  readonly merged: { readonly bytes: number; readonly parts: number };
}

const TABLES = ['events', 'trace_times'];

async function disk(engine: Engine): Promise<DiskReport> {
  const asLeft = await measure(engine);
  for (const table of TABLES) await engine.command(`OPTIMIZE TABLE ${table} FINAL`);
  const { rows, bytes, parts } = await measure(engine);
  return { rows, asLeft: { bytes: asLeft.bytes, parts: asLeft.parts }, merged: { bytes, parts } };
}

async function measure(engine: Engine): Promise<{ rows: number; bytes: number; parts: number }> {
  const [row] = await ask(engine, {
    sql: `SELECT sum(bytes_on_disk) AS bytes, count() AS parts, sumIf(rows, table = 'events') AS rows FROM system.parts
      WHERE active AND database = currentDatabase() AND table IN {tables:Array(String)}`,
    params: { tables: TABLES },
  });
  return { rows: Number(row?.rows), bytes: Number(row?.bytes), parts: Number(row?.parts) };
}

const ask = (engine: Engine, query: SqlQuery) => engine.query(query, INTERACTIVE_BUDGET);

async function questions(engine: Engine, asked: readonly HandWritten[]): Promise<Record<string, number[]>> {
  const milliseconds: Record<string, number[]> = {};
  for (const { name, statements, params, runs, warmUps } of asked) {
    const times: number[] = [];
    for (let run = -warmUps; run < runs; run++) {
      const start = performance.now();
      for (const sql of statements) await ask(engine, { sql, params: used(sql, params) });
      if (run >= 0) times.push(performance.now() - start);
    }
    milliseconds[name] = [...(milliseconds[name] ?? []), ...times];
  }
  return milliseconds;
}

function used(sql: string, params: HandWritten['params']): Record<string, string> {
  return Object.fromEntries(Object.entries(params).filter(([name]) => sql.includes(`{${name}:`)));
}

const [directory = '', command = '', asked = '[]'] = process.argv.slice(2);
const engine = await openChdbEngine({ directory, memoryBytes: MEMORY_BYTES, log: silentLog });
const answer = command === 'disk' ? await disk(engine) : await questions(engine, JSON.parse(asked));
await engine.close();
process.stdout.write(`${JSON.stringify(answer)}\n`);

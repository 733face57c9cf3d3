import { randomUUID } from 'node:crypto';
import type { Log } from '../base/log.ts';
import { MS_PER_SECOND } from '../base/time.ts';
import { CombrayError } from '../model/errors.ts';
import type { QueryBudget } from '../model/query-budget.ts';
import type { Engine } from './engine.ts';
import { asCombrayError } from './engine-errors.ts';
import type { SessionPool } from './session-pool.ts';
import { substitute } from './sql-literal.ts';
import type { SqlAnswer, SqlQuery } from './store.ts';

/** Of an answer inside the engine; as JSON text it must stay far below V8's longest string, 512 MiB. */
const RESULT_BYTES_MAX = 128 * 2 ** 20;

/** A KILL that comes before the engine has registered its query finds nothing, so it is said again. */
const KILL_AGAIN_MS = 50;

/** The engine's format JSON, as far as it is read. */
interface JsonResult {
  readonly data: SqlAnswer['rows'];
  readonly statistics: { readonly rows_read: number };
}

/** Queries under a budget, cancelled in the engine and not only here. */
export function createQueries(options: { pool: SessionPool; administration: SessionPool; log: Log }): {
  query: Engine['query'];
  ask: Engine['ask'];
  /** Ends every query, running or waiting. */
  close(): Promise<void>;
} {
  const { pool, administration, log } = options;
  const underWay = new Set<AbortController>();

  const run = async (query: SqlQuery, budget: QueryBudget, signal: AbortSignal): Promise<SqlAnswer> => {
    const id = randomUUID();
    const stopKilling = killOnAbort({ administration, log, signal, id });
    try {
      const sql = `${substitute(query)}\n${budgetSettings(budget, id)}`;
      const result = await pool.run(sql, { format: 'JSON', timeoutMs: budget.timeoutMs, signal });
      const { data, statistics } = result.json() as JsonResult;
      return { rows: data, rowsRead: statistics.rows_read };
    } catch (error) {
      signal.throwIfAborted();
      const failure = asCombrayError(error, 'the telemetry engine could not answer');
      // Neither the asker's fault nor a neighbour that is away: somebody has to see it.
      if (failure.code === 'store-unavailable' && failure !== error) log.error({ err: error }, 'a query failed');
      throw failure;
    } finally {
      stopKilling();
    }
  };

  const ask: Engine['ask'] = async (query, budget) => {
    budget.signal?.throwIfAborted();
    const controller = new AbortController();
    const abort = () => controller.abort(budget.signal?.reason);
    underWay.add(controller);
    budget.signal?.addEventListener('abort', abort);
    try {
      return await run(query, budget, controller.signal);
    } finally {
      budget.signal?.removeEventListener('abort', abort);
      underWay.delete(controller);
    }
  };

  return {
    ask,
    query: async (query, budget) => (await ask(query, budget)).rows,
    async close() {
      for (const controller of underWay) {
        controller.abort(new CombrayError('shutting-down', 'the telemetry store is closing'));
      }
      await pool.close();
    },
  };
}

/** Grouping and sorting go on in files past this share of the budget: slower, where they would otherwise be refused. */
const SPILL_SHARE = 0.25;

function budgetSettings({ timeoutMs, memoryBytesMax, rowsMax }: QueryBudget, id: string): string {
  const spillBytes = Math.floor(memoryBytesMax * SPILL_SHARE);
  return `SETTINGS log_comment = '${id}', max_execution_time = ${timeoutMs / MS_PER_SECOND},
    max_memory_usage = ${memoryBytesMax}, max_result_rows = ${rowsMax}, max_result_bytes = ${RESULT_BYTES_MAX},
    max_bytes_before_external_group_by = ${spillBytes}, max_bytes_before_external_sort = ${spillBytes},
    output_format_json_quote_64bit_integers = 1, output_format_json_quote_denormals = 1,
    output_format_write_statistics = 1`;
}

/** From the signal's abort until the returned function is called: tells the engine to end the query of that id. */
function killOnAbort(options: { administration: SessionPool; log: Log; signal: AbortSignal; id: string }): () => void {
  const { administration, log, signal, id } = options;
  let timer: NodeJS.Timeout | undefined;
  const kill = () => {
    administration
      .run(`KILL QUERY WHERE Settings['log_comment'] = '${id}'`)
      .catch((error) => log.warn({ err: error }, 'a query could not be cancelled, its deadline will end it'));
    timer = setTimeout(kill, KILL_AGAIN_MS);
  };
  signal.addEventListener('abort', kill);
  return () => {
    signal.removeEventListener('abort', kill);
    clearTimeout(timer);
  };
}

import type { EnvironmentId } from '../model/ids.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import type { TelemetryStore } from '../store/index.ts';

/**
 * When the last row of an environment arrived, as text; '' where none did within the last minute. Two columns of the
 * granules of that minute are read: some 10 MB at 20,000 rows a second. A process whose clock is a minute behind the
 * node's is not noticed.
 */
export async function readNewestArrival(store: TelemetryStore, environment: EnvironmentId): Promise<string> {
  const [row] = await store.query(
    {
      sql: `SELECT count() AS count, toString(max(ingested)) AS newest FROM events
        WHERE environment = {environment:UInt32} AND ingested > now64(9) - INTERVAL 1 MINUTE`,
      params: { environment },
    },
    INTERACTIVE_BUDGET,
  );
  return row && row.count !== '0' ? String(row.newest) : '';
}

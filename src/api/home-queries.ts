import { requestFilters } from '../catalog/index.ts';
import { COLUMN_NAMES } from '../model/columns.ts';
import type { QueryCalculation, QueryFilter, QuerySpec } from '../model/query-spec.ts';

/** One environment's requests, or those of one service. */
export interface HomeRange {
  readonly fromMs: number;
  readonly toMs: number;
  readonly service?: string | undefined;
}

export interface HomeScope extends HomeRange {
  /** What leaves out the health checks; none where they are shown. */
  readonly healthCheckFilters: readonly QueryFilter[];
}

export const GROUPS_MAX = 100;

const COUNT: QueryCalculation = { op: 'COUNT' };
const ERRORS: QueryCalculation = {
  op: 'COUNT',
  name: 'errors',
  filters: [{ column: COLUMN_NAMES.error, op: '=', value: true }],
};
const P50: QueryCalculation = { op: 'P50', column: COLUMN_NAMES.durationMs };
const P99: QueryCalculation = { op: 'P99', column: COLUMN_NAMES.durationMs };
const HEATMAP: QueryCalculation = { op: 'HEATMAP', column: COLUMN_NAMES.durationMs };

/** Names of the calculations in the data of a result. */
export const FIGURES = { count: 'COUNT', errors: 'errors', p50: 'P50(duration_ms)', p99: 'P99(duration_ms)' } as const;

export interface HomeQueries {
  readonly overview: QuerySpec;
  readonly groups: QuerySpec;
}

/** Every number of Home and of a service's page as the query behind it. */
export function homeQueries(scope: HomeScope): HomeQueries {
  const requests = { ...secondsOf(scope), filters: homeRequests(scope) };
  return {
    overview: { ...requests, calculations: [COUNT, ERRORS, P50, P99, HEATMAP] },
    groups: {
      ...requests,
      calculations: [COUNT, ERRORS, P50, P99],
      breakdowns: [groupColumn(scope.service)],
      orders: [{ op: 'COUNT', order: 'descending' }],
      limit: GROUPS_MAX,
    },
  };
}

/** The requests that are shown, or the failed ones of them. */
export function homeRequests({ service, healthCheckFilters }: HomeScope, isFailed = false): QueryFilter[] {
  return [...requestFilters({ service, isFailed }), ...healthCheckFilters];
}

/** Whole seconds that hold the range. */
export const secondsOf = ({ fromMs, toMs }: HomeRange) => ({
  start_time: Math.floor(fromMs / 1_000),
  end_time: Math.ceil(toMs / 1_000),
});

/** What the table of Home, and of a service's page, has a row for each of. */
export function groupColumn(service: string | undefined): string {
  return service === undefined ? COLUMN_NAMES.service : COLUMN_NAMES.name;
}

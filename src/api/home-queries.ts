import { requestFilters, withoutHealthChecks } from '../catalog/index.ts';
import { COLUMN_NAMES } from '../model/columns.ts';
import type { QueryCalculation, QueryFilter, QuerySpec } from '../model/query-spec.ts';

/** What Home is asked for: one environment's requests, or those of one service. */
export interface HomeScope {
  readonly fromMs: number;
  readonly toMs: number;
  readonly service?: string | undefined;
  readonly areHealthChecksShown: boolean;
  readonly healthCheckPatterns: readonly string[];
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
export const FIGURES = {
  count: 'COUNT',
  errors: 'errors',
  checkless: 'checkless',
  p50: 'P50(duration_ms)',
  p99: 'P99(duration_ms)',
} as const;

export interface HomeQueries {
  readonly overview: QuerySpec;
  readonly groups: QuerySpec;
  /** All requests, and those that are no health checks. */
  readonly healthChecks: QuerySpec;
}

/** Every number of Home and of a service's page as the query behind it. */
export function homeQueries(scope: HomeScope): HomeQueries {
  const { service, healthCheckPatterns } = scope;
  const range = { start_time: Math.floor(scope.fromMs / 1_000), end_time: Math.ceil(scope.toMs / 1_000) };
  const requests = { ...range, filters: homeRequests(scope) };
  return {
    overview: { ...requests, calculations: [COUNT, ERRORS, P50, P99, HEATMAP] },
    groups: {
      ...requests,
      calculations: [COUNT, ERRORS, P50, P99],
      breakdowns: [groupColumn(service)],
      orders: [{ op: 'COUNT', order: 'descending' }],
      limit: GROUPS_MAX,
    },
    healthChecks: {
      ...range,
      filters: requestFilters({ service }),
      calculations: [
        COUNT,
        { op: 'COUNT', name: FIGURES.checkless, filters: withoutHealthChecks(healthCheckPatterns) },
      ],
    },
  };
}

/** The requests that are shown, or the failed ones of them. */
export function homeRequests(scope: HomeScope, isFailed = false): QueryFilter[] {
  const { service, healthCheckPatterns, areHealthChecksShown } = scope;
  return requestFilters({ service, isFailed, healthCheckPatterns: areHealthChecksShown ? [] : healthCheckPatterns });
}

/** What the table of Home, and of a service's page, has a row for each of. */
export function groupColumn(service: string | undefined): string {
  return service === undefined ? COLUMN_NAMES.service : COLUMN_NAMES.name;
}

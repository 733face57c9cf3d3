import { requestFilters } from '../catalog/index.ts';
import { COLUMN_NAMES } from '../model/columns.ts';
import type { QueryCalculation, QuerySpec } from '../model/query-spec.ts';

/** What Home is asked for: one environment's requests, or those of one service. */
export interface HomeScope {
  readonly fromMs: number;
  readonly toMs: number;
  readonly service?: string | undefined;
  readonly areHealthChecksShown: boolean;
  readonly healthCheckPatterns: readonly string[];
}

export const GROUPS_MAX = 100;
/** More than GROUPS_MAX: the services with the most failures need not be those with the most requests. */
const FAILING_GROUPS_MAX = 1_000;

const COUNT: QueryCalculation = { op: 'COUNT' };
const P50: QueryCalculation = { op: 'P50', column: COLUMN_NAMES.durationMs };
const P99: QueryCalculation = { op: 'P99', column: COLUMN_NAMES.durationMs };
const HEATMAP: QueryCalculation = { op: 'HEATMAP', column: COLUMN_NAMES.durationMs };

/** Names of the calculations in the data of a result. */
export const FIGURES = { count: 'COUNT', p50: 'P50(duration_ms)', p99: 'P99(duration_ms)' } as const;

export interface HomeQueries {
  readonly overview: QuerySpec;
  readonly errors: QuerySpec;
  readonly groups: QuerySpec;
  readonly groupErrors: QuerySpec;
  /** The requests that `overview` leaves out or, where health checks are shown, those it would. */
  readonly withOtherHealthChecks: QuerySpec;
}

/** Every number of Home and of a service's page as the query behind it. */
export function homeQueries(scope: HomeScope): HomeQueries {
  const { service, healthCheckPatterns, areHealthChecksShown } = scope;
  const filtersOf = (areShown: boolean, isFailed: boolean) =>
    requestFilters({ service, isFailed, healthCheckPatterns: areShown ? [] : healthCheckPatterns });
  const range = { start_time: Math.floor(scope.fromMs / 1_000), end_time: Math.ceil(scope.toMs / 1_000) };
  const requests = { ...range, filters: filtersOf(areHealthChecksShown, false) };
  const failures = { ...range, filters: filtersOf(areHealthChecksShown, true) };
  const breakdowns = [groupColumn(service)];
  const orders = [{ op: 'COUNT', order: 'descending' } as const];
  return {
    overview: { ...requests, calculations: [COUNT, P50, P99, HEATMAP] },
    errors: { ...failures, calculations: [COUNT] },
    groups: { ...requests, calculations: [COUNT, P50, P99], breakdowns, orders, limit: GROUPS_MAX },
    groupErrors: { ...failures, calculations: [COUNT], breakdowns, orders, limit: FAILING_GROUPS_MAX },
    withOtherHealthChecks: { ...range, filters: filtersOf(!areHealthChecksShown, false), calculations: [COUNT] },
  };
}

/** What the table of Home, and of a service's page, has a row for each of. */
export function groupColumn(service: string | undefined): string {
  return service === undefined ? COLUMN_NAMES.service : COLUMN_NAMES.name;
}

import { COLUMN_NAMES } from '../model/columns.ts';
import type { QueryFilter } from '../model/query-spec.ts';
import { withoutHealthChecks } from './health-check-filters.ts';

/**
 * Which requests to look at. A request is an entry span: one of kind server or consumer, or without a parent. What is left
 * out does not narrow.
 */
export interface RequestFilter {
  readonly service?: string | undefined;
  /** Of the entry span, exact. */
  readonly name?: string | undefined;
  readonly isFailed?: boolean | undefined;
  readonly durationMinMs?: number | undefined;
  /** Exclusive, as the upper edge of a histogram's cell is. */
  readonly durationBelowMs?: number | undefined;
  /** Patterns of health checks, whose requests are left out. */
  readonly healthCheckPatterns?: readonly string[] | undefined;
}

/** The filters of a query that lets through these requests and nothing else; all of them must hold. */
export function requestFilters(filter: RequestFilter): QueryFilter[] {
  const filters: QueryFilter[] = [{ column: COLUMN_NAMES.isEntry, op: '=', value: true }];
  if (filter.service !== undefined) filters.push(named(COLUMN_NAMES.service, filter.service));
  if (filter.name !== undefined) filters.push(named(COLUMN_NAMES.name, filter.name));
  if (filter.isFailed) filters.push({ column: COLUMN_NAMES.error, op: '=', value: true });
  const { durationMinMs, durationBelowMs } = filter;
  if (durationMinMs !== undefined) filters.push({ column: COLUMN_NAMES.durationMs, op: '>=', value: durationMinMs });
  if (durationBelowMs !== undefined) {
    filters.push({ column: COLUMN_NAMES.durationMs, op: '<', value: durationBelowMs });
  }
  return [...filters, ...withoutHealthChecks(filter.healthCheckPatterns ?? [])];
}

/** What has no name has no such column. */
function named(column: string, text: string): QueryFilter {
  return text === '' ? { column, op: 'does-not-exist' } : { column, op: '=', value: text };
}

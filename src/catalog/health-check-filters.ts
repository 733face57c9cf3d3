import { COLUMN_NAMES } from '../model/columns.ts';
import { isWildcard } from '../model/health-check-patterns.ts';
import type { QueryFilter } from '../model/query-spec.ts';

/** Where a request's path stands: the route, the path of today's and of the older HTTP conventions. */
const PATH_COLUMNS = ['http.route', 'url.path', 'http.target'];

/** Of a caller, which knows no path by itself: where a program asks its own health, the trace begins with its request. */
const URL_COLUMN = 'url.full';

/** A span's name is `GET /health`, or the bare path. */
const METHODS = ['', 'GET ', 'HEAD '];

/** Filters that let through what is no health check; a row without one of the columns passes it. All must hold. */
export function withoutHealthChecks(patterns: readonly string[]): QueryFilter[] {
  const exact = patterns.filter((pattern) => !isWildcard(pattern));
  const prefixes = patterns.filter(isWildcard).map((pattern) => pattern.slice(0, -1));
  const places = [
    ...PATH_COLUMNS.map((column) => ({ column, before: [''] })),
    { column: COLUMN_NAMES.name, before: METHODS },
  ];
  const callers: QueryFilter[] = [
    ...exact.map((path) => ({ column: URL_COLUMN, op: 'does-not-end-with' as const, value: path })),
    ...prefixes.map((path) => ({ column: URL_COLUMN, op: 'does-not-contain' as const, value: path })),
  ];
  const requests = places.flatMap(({ column, before }) => {
    const texts = (paths: readonly string[]) => paths.flatMap((path) => before.map((method) => method + path));
    return [
      ...(exact.length === 0 ? [] : [{ column, op: 'not-in' as const, value: texts(exact) }]),
      ...texts(prefixes).map((value) => ({ column, op: 'does-not-start-with' as const, value })),
    ];
  });
  return [...requests, ...callers];
}

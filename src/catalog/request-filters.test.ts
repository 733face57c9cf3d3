import { describe, expect, it } from 'vitest';
import { withoutHealthChecks } from './health-check-filters.ts';
import { requestFilters } from './request-filters.ts';

const ENTRY = { column: 'meta.is_entry', op: '=', value: true };

describe('filters of requests', () => {
  it('let through every entry span when nothing narrows', () => {
    expect(requestFilters({})).toEqual([ENTRY]);
    expect(requestFilters({ isFailed: false, healthCheckPatterns: [] })).toEqual([ENTRY]);
  });

  it('narrow by each part', () => {
    const patterns = ['/up'];
    expect(
      requestFilters({
        service: 'web',
        name: 'GET /',
        isFailed: true,
        durationMinMs: 0,
        durationBelowMs: 2.5,
        healthCheckPatterns: patterns,
      }),
    ).toEqual([
      ENTRY,
      { column: 'service.name', op: '=', value: 'web' },
      { column: 'name', op: '=', value: 'GET /' },
      { column: 'error', op: '=', value: true },
      { column: 'duration_ms', op: '>=', value: 0 },
      { column: 'duration_ms', op: '<', value: 2.5 },
      ...withoutHealthChecks(patterns),
    ]);
  });

  it('look for rows without the column where the name is empty', () => {
    expect(requestFilters({ service: '' })).toEqual([ENTRY, { column: 'service.name', op: 'does-not-exist' }]);
  });
});

import { describe, expect, it } from 'vitest';
import {
  DEFAULT_HEALTH_CHECK_PATTERNS,
  HEALTH_CHECK_PATTERNS_MAX,
  HEALTH_CHECK_WILDCARDS_MAX,
  healthCheckPatternsProblem,
} from '../model/health-check-patterns.ts';
import { withoutHealthChecks } from './health-check-filters.ts';

/** Of a query; the filters beside these need a few. */
const QUERY_FILTERS_MAX = 100;

describe('filters without health checks', () => {
  it('name the exact paths per column, and the name of a span with its method', () => {
    expect(withoutHealthChecks(['/a', '/b'])).toEqual([
      ...['http.route', 'url.path', 'http.target'].map((column) => ({ column, op: 'not-in', value: ['/a', '/b'] })),
      { column: 'name', op: 'not-in', value: ['/a', 'GET /a', 'HEAD /a', '/b', 'GET /b', 'HEAD /b'] },
      { column: 'url.full', op: 'does-not-end-with', value: '/a' },
      { column: 'url.full', op: 'does-not-end-with', value: '/b' },
    ]);
  });

  it('take a pattern that ends in * as a beginning', () => {
    expect(withoutHealthChecks(['/health/*'])).toEqual([
      ...['http.route', 'url.path', 'http.target'].map((column) => ({
        column,
        op: 'does-not-start-with',
        value: '/health/',
      })),
      ...['/health/', 'GET /health/', 'HEAD /health/'].map((value) => ({
        column: 'name',
        op: 'does-not-start-with',
        value,
      })),
      { column: 'url.full', op: 'does-not-contain', value: '/health/' },
    ]);
  });

  it('are none for an empty list', () => {
    expect(withoutHealthChecks([])).toEqual([]);
  });

  it('leave room in a query for others, however long the list', () => {
    const patterns = Array.from({ length: HEALTH_CHECK_PATTERNS_MAX }, (_, index) =>
      index < HEALTH_CHECK_WILDCARDS_MAX ? `/w${index}/*` : `/e${index}`,
    );
    expect(healthCheckPatternsProblem(patterns)).toBeUndefined();
    expect(withoutHealthChecks(patterns).length).toBeLessThanOrEqual(QUERY_FILTERS_MAX - 10);
  });
});

describe('patterns', () => {
  it('of the default list are patterns', () => {
    expect(healthCheckPatternsProblem(DEFAULT_HEALTH_CHECK_PATTERNS)).toBeUndefined();
  });

  it.each([
    [['*'], 'every request'],
    [['/a*b'], 'only at the end'],
    [['/a**'], 'only at the end'],
    [[' /a'], 'spaces'],
    [[''], 'empty'],
    [['/'.repeat(201)], 'characters'],
    [Array.from({ length: 51 }, (_, index) => `/${index}`), 'at most 50'],
    [Array.from({ length: 13 }, (_, index) => `/${index}*`), 'end in *'],
  ])('%j are refused', (patterns, words) => {
    expect(healthCheckPatternsProblem(patterns)).toContain(words);
  });
});

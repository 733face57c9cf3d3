import { describe, expect, it } from 'vitest';
import { requestFilterText } from './request-filter-text.ts';
import { tracesView } from './trace-filter.ts';

describe('what is asked of a request, in words', () => {
  it.each([
    [{}, ''],
    [{ 'request-health-checks': 'hidden' }, 'no health check'],
    [{ 'request-service': 'web', 'request-failed': 'on' }, 'of web, failed'],
    [{ 'request-name': 'GET /', 'request-service': 'web', 'request-below-ms': '2.5' }, 'GET / of web, under 2.50 ms'],
    [{ 'request-min-ms': '100' }, 'at least 100 ms'],
    [{ 'request-min-ms': '100', 'request-below-ms': '1250' }, '100 ms to 1.25 s'],
  ])('%j is "%s"', (params, expected) => {
    expect(requestFilterText(tracesView.read(params))).toBe(expected);
  });
});

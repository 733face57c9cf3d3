import { describe, expect, it } from 'vitest';
import { bucketWindow, errorSharesOf, ratesOf, requestSearch } from './home-view.ts';
import { traceFilterOf, tracesView } from './trace-filter.ts';

const figures = {
  startMs: 1_005,
  endMs: 1_025,
  series: {
    bucketMs: 10,
    timeMs: [1_000, 1_010, 1_020],
    requestCount: [10, 10, 0],
    errorCount: [0, 2.5, 0],
    p50Ms: [],
    p99Ms: [],
  },
};

describe('buckets of a series', () => {
  it('are as long as what of them lies in the range', () => {
    expect(bucketWindow(figures, 0)).toEqual({ fromMs: 1_005, toMs: 1_010 });
    expect(bucketWindow(figures, 2)).toEqual({ fromMs: 1_020, toMs: 1_025 });
    expect(ratesOf(figures)).toEqual([2, 1, 0]);
  });

  it('have no share of errors without a request', () => {
    expect(errorSharesOf(figures)).toEqual([0, 0.25, null]);
  });
});

describe('the link to the traces of requests', () => {
  it('is read back by the list as what it asks the server for', () => {
    const search = requestSearch({
      service: 'a&b',
      name: 'GET /',
      isFailed: true,
      bounds: { leastMs: 1.5, belowMs: 20 },
      window: { fromMs: 1_000, toMs: 2_000 },
      healthChecks: 'hidden',
      counted: 'xray',
      sort: 'slowest',
    });
    expect(search).toMatchObject({ from: '1000', to: '1999' });
    expect(traceFilterOf(tracesView.read(search))).toEqual({
      requestService: 'a&b',
      requestName: 'GET /',
      requestFailed: 'yes',
      requestMinMs: 1.5,
      requestBelowMs: 20,
      requestHealthChecks: 'hidden',
      requestCounted: 'xray',
      sort: 'slowest',
    });
  });

  it('says nothing that narrows nothing', () => {
    expect(requestSearch({ healthChecks: 'shown', counted: 'opentelemetry', sort: 'newest', isFailed: false })).toEqual(
      {},
    );
  });
});

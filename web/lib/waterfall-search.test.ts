import { describe, expect, it } from 'vitest';
import { drawnSpans } from './drawn-trace.kit.ts';
import { nextFound, searchSpans } from './waterfall-search.ts';

const spans = drawnSpans(`
  GET /home web 0+9
    auth.check AUTH 1+2
    SELECT orders db 3+1
    select users db 5+1
`);

describe('search in a trace', () => {
  it('finds names and services without regard to case', () => {
    expect([...searchSpans(spans, 'select')]).toEqual([2, 3]);
    expect([...searchSpans(spans, ' auth ')]).toEqual([1]);
    expect([...searchSpans(spans, 'DB')]).toEqual([2, 3]);
  });

  it('finds a span by a part of its id', () => {
    expect([...searchSpans(spans, '0000000003')]).toEqual([3]);
  });

  it('finds nothing for nothing', () => {
    expect([...searchSpans(spans, '  ')]).toEqual([]);
    expect([...searchSpans(spans, 'missing')]).toEqual([]);
  });

  it('goes on to the next hit after the place, round the end', () => {
    const found = searchSpans(spans, 'select');
    expect([nextFound(found, -1, 1), nextFound(found, 2, 1), nextFound(found, 3, 1)]).toEqual([0, 1, 0]);
    expect([nextFound(found, -1, -1), nextFound(found, 3, -1), nextFound(found, 2, -1)]).toEqual([1, 0, 1]);
    expect(nextFound(new Int32Array(0), 2, 1)).toBe(-1);
  });
});

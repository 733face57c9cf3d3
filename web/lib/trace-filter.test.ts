import { describe, expect, it } from 'vitest';
import { traceListQuery } from '../../src/api/contract/index.ts';
import { isFiltered, NO_FILTER, traceFilterOf, tracesView } from './trace-filter.ts';

describe('filters of the list of traces', () => {
  it('stand in the address and are asked for as the server names them', () => {
    const view = tracesView.read({ service: 'web', name: 'home', 'min-ms': '250', 'max-spans': '40', sort: 'slowest' });
    const filter = traceFilterOf(view);
    expect(filter).toEqual({
      service: 'web',
      rootName: 'home',
      durationMinMs: 250,
      spanCountMax: 40,
      sort: 'slowest',
    });
    expect(() => traceListQuery.parse({ fromMs: '0', toMs: '1', ...filter })).not.toThrow();
    expect(isFiltered(view)).toBe(true);
  });

  it('ignore nonsense in the address', () => {
    const view = tracesView.read({ 'min-ms': 'fast', 'min-spans': '1.5', sort: 'best', name: 'x'.repeat(2_000) });
    expect(view).toEqual(tracesView.initial);
    expect(traceFilterOf(view)).toEqual({ sort: 'newest' });
    expect(isFiltered(view)).toBe(false);
  });

  it('are cleared without touching the order', () => {
    const view = { ...tracesView.read({ service: 'web', sort: 'slowest' }), ...NO_FILTER };
    expect(isFiltered(view)).toBe(false);
    expect(tracesView.write(view).sort).toBe('slowest');
  });
});

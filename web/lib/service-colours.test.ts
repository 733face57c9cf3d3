import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SERIES_COUNT } from '../../src/api/contract/index.ts';
import { withFallbacks } from './service-colours.ts';

describe('colours of services', () => {
  it('are the stored ones where there are', () => {
    const stored = new Map([['web', 5]]);
    expect(withFallbacks(stored, ['web', 'web'])).toBe(stored);
    expect(withFallbacks(stored, ['web', 'new']).get('web')).toBe(5);
  });

  it('are made of the name otherwise: one of the series, and always the same', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        const series = withFallbacks(new Map(), [name]).get(name)!;
        expect(series).toBeGreaterThanOrEqual(1);
        expect(series).toBeLessThanOrEqual(SERIES_COUNT);
        expect(withFallbacks(new Map(), ['other', name]).get(name)).toBe(series);
      }),
    );
  });

  it('of many names are many', () => {
    const names = Array.from({ length: 100 }, (_, index) => `service-${index}`);
    expect(new Set(withFallbacks(new Map(), names).values()).size).toBe(SERIES_COUNT);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseServiceColours, SERIES_COUNT, withServices, writeServiceColours } from './service-colours.ts';

describe('colours of services', () => {
  it('stay with those that have one', () => {
    const first = withServices(new Map(), ['web']);
    const second = withServices(first, ['auth', 'web', 'db']);
    expect(second.get('web')).toBe(first.get('web'));
    expect(withServices(second, ['db', 'web'])).toBe(second);
  });

  it('do not depend on the order in which one answer lists them', () => {
    expect(withServices(new Map(), ['b', 'a'])).toEqual(withServices(new Map(), ['a', 'b']));
  });

  it('are used evenly: twelve services have twelve colours', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { minLength: SERIES_COUNT, maxLength: SERIES_COUNT }), (services) => {
        expect(new Set(withServices(new Map(), services).values()).size).toBe(SERIES_COUNT);
      }),
    );
  });

  it('are kept for a bounded number of services, the oldest going first, but never those asked for', () => {
    const names = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => `service-${from + index}`);
    const first = withServices(new Map(), names(0, 400));
    const second = withServices(first, names(300, 600));
    expect(second.size).toBe(500);
    expect(names(300, 600).every((name) => second.has(name))).toBe(true);
    expect(second.has('service-0')).toBe(false);
    const many = names(0, 700);
    expect(withServices(withServices(second, many), many).size).toBe(700);
  });

  it('are read back as they were written, and nonsense is dropped', () => {
    const colours = withServices(new Map(), ['web', '__proto__', '<b>']);
    expect(parseServiceColours(writeServiceColours(colours))).toEqual(colours);
    expect(parseServiceColours('[["a",1],["b",13],["c"],7,["d",1.5],[5,1]]')).toEqual(new Map([['a', 1]]));
    for (const text of [null, '', '{', '{"a":1}', 'null']) expect(parseServiceColours(text).size).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import { contrastRatio, parseOklch } from './contrast.kit.ts';

const color = (text: string) => parseOklch(`oklch(${text})`)!;

describe('contrast', () => {
  it('is 21 for black on white and 1 for a colour on itself, in either order', () => {
    expect(contrastRatio(color('0 0 0'), color('1 0 0'))).toBeCloseTo(21, 2);
    expect(contrastRatio(color('1 0 0'), color('0 0 0'))).toBeCloseTo(21, 2);
    expect(contrastRatio(color('0.6 0.11 255'), color('0.6 0.11 255'))).toBe(1);
  });

  it('agrees with the known ratio of sRGB #767676 on white, 4.54', () => {
    // #767676 is oklch(0.5681 0 0).
    expect(contrastRatio(color('0.5681 0 0'), color('1 0 0'))).toBeCloseTo(4.54, 1);
  });

  it('reads OKLCH only', () => {
    expect(parseOklch(' oklch(0.17 0.006 70) ')).toEqual({ lightness: 0.17, chroma: 0.006, hue: 70 });
    expect(parseOklch('rgb(1 2 3)')).toBeUndefined();
    expect(parseOklch('oklch(0.17 0.006 70 / 0.5)')).toBeUndefined();
  });
});

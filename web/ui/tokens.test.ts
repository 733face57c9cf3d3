import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contrastRatio, type Oklch, parseOklch } from '../lib/contrast.kit.ts';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const THEMES = ['light', 'dark'] as const;

function readPairs(text: string): Map<string, readonly [Oklch, Oklch]> {
  const pairs = new Map<string, readonly [Oklch, Oklch]>();
  for (const [, name, value] of text.matchAll(/--([\w-]+): light-dark\((.+)\);/g)) {
    const colors = value!.split(/,\s*(?=oklch)/).map(parseOklch);
    if (colors[0] && colors[1]) pairs.set(name!, [colors[0], colors[1]]);
  }
  return pairs;
}

const pairs = readPairs(css);
const GROUNDS = ['ground', 'surface', 'raised', 'hover'];
const series = Array.from({ length: 12 }, (_, index) => `series-${index + 1}`);

const heat = Array.from({ length: 8 }, (_, index) => `heat-${index + 1}`);

/** Drawn as words: 4.5:1. `on-accent` is only ever on the accent; hints are never on a chosen row's tint alone. */
const TEXT: ReadonlyArray<readonly [string, readonly string[]]> = [
  ...['ink', 'ink-2', 'ink-3', 'accent-ink', 'error', 'warn', 'throttle', 'ok'].map(
    (name) => [name, [...GROUNDS, 'selected']] as const,
  ),
  ['on-accent', ['accent', 'accent-strong']],
];

/** Drawn as shapes that carry meaning: 3:1. */
const MARKS: ReadonlyArray<readonly [string, readonly string[]]> = [
  ...[...series, 'select', 'baseline'].map((name) => [name, [...GROUNDS, 'selected']] as const),
  ['line-field', GROUNDS],
];

function ratios(list: typeof TEXT): Array<[string, string, string, number]> {
  return list.flatMap(([ink, grounds]) =>
    grounds.flatMap((ground) =>
      THEMES.map((theme, half): [string, string, string, number] => {
        const one = pairs.get(ink)?.[half];
        const other = pairs.get(ground)?.[half];
        if (!one || !other) throw new Error(`no such colour token: ${one ? ground : ink}`);
        return [theme, ink, ground, contrastRatio(one, other)];
      }),
    ),
  );
}

describe('tokens', () => {
  it('reads every colour of the file as a light and a dark half', () => {
    const declared = [...css.matchAll(/light-dark\(/g)].length;
    // The scrim and the shadow have alpha and carry no meaning.
    expect(pairs.size).toBe(declared - 2);
  });

  it.each(ratios(TEXT))('%s: %s on %s is readable as text', (_theme, _ink, _ground, ratio) => {
    expect(ratio).toBeGreaterThanOrEqual(4.5);
  });

  it.each(ratios(MARKS))('%s: %s on %s is visible as a mark', (_theme, _ink, _ground, ratio) => {
    expect(ratio).toBeGreaterThanOrEqual(3);
  });

  it.each(THEMES)('%s: shades of the heatmap leave the surface at once and go one way', (theme) => {
    const half = THEMES.indexOf(theme);
    const surface = pairs.get('surface')![half]!;
    const contrasts = heat.map((name) => contrastRatio(pairs.get(name)![half]!, surface));
    // Counts stand in words beside them; that there is something at all must be seen.
    expect(contrasts[0]).toBeGreaterThanOrEqual(1.2);
    expect(contrasts.at(-1)).toBeGreaterThanOrEqual(7);
    contrasts.slice(1).forEach((ratio, index) => {
      expect(ratio / contrasts[index]!, `${heat[index]} and ${heat[index + 1]}`).toBeGreaterThanOrEqual(1.15);
    });
  });

  it('keeps series away from red, honey and ok', () => {
    for (const name of series) {
      for (const { hue } of pairs.get(name)!) {
        const taken = hue >= 340 || hue <= 45 || (hue >= 60 && hue <= 90) || (hue >= 140 && hue <= 170);
        expect(taken, `${name} at hue ${hue}`).toBe(false);
      }
    }
  });
});

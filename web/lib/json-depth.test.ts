import { expect, it } from 'vitest';
import { jsonDepth } from './json-depth.ts';

it.each([
  ['', 0],
  ['7', 0],
  ['{}', 1],
  ['{"a":[{"b":1}],"c":{}}', 3],
  ['{"[[[":"\\"[{"}', 1],
  ['"[["', 0],
  [`${'['.repeat(50_000)}${']'.repeat(50_000)}`, 50_000],
])('%#', (text, depth) => {
  expect(jsonDepth(text)).toBe(depth);
});

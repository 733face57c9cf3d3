import { expect, it } from 'vitest';
import { parsePatternLines } from './pattern-lines.ts';

it('a line is an entry, without the spaces around it, once', () => {
  expect(parsePatternLines(' /a \r\n\n/b\n/a\n  ')).toEqual(['/a', '/b']);
  expect(parsePatternLines('')).toEqual([]);
});

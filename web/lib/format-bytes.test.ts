import { expect, it } from 'vitest';
import { formatBytes } from './format-bytes.ts';
import { quantityText } from './format-number.ts';

it.each([
  [0, '0 B'],
  [1, '1.00 B'],
  [1023, '1023 B'],
  [1024, '1.00 KiB'],
  [1536, '1.50 KiB'],
  [1024 * 1023.6, '1.00 MiB'],
  [20 * 1024 ** 3, '20.0 GiB'],
  [5 * 1024 ** 6, '5120 PiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(quantityText(formatBytes(bytes))).toBe(text);
});

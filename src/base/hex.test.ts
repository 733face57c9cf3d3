import { expect, it } from 'vitest';
import { bytesFromHex, hexFromBytes, isZero } from './hex.ts';

const BYTES = new Uint8Array([0, 0, 1, 0xab, 0xff]);

it('prints a part of bytes in lower case, each as two digits', () => {
  expect(hexFromBytes(BYTES)).toBe('000001abff');
  expect(hexFromBytes(BYTES, 2, 2)).toBe('01ab');
  expect(hexFromBytes(BYTES, 5)).toBe('');
});

it('tells whether a part of bytes is all zero', () => {
  expect(isZero(BYTES, 0, 2)).toBe(true);
  expect(isZero(BYTES, 0, 3)).toBe(false);
  expect(isZero(BYTES, 4, 1)).toBe(false);
});

it('reads what it prints, in either case', () => {
  expect(bytesFromHex(hexFromBytes(BYTES))).toEqual(BYTES);
  expect(bytesFromHex('000001ABFF')).toEqual(BYTES);
});

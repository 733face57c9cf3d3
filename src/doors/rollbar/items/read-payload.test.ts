import { expect, it } from 'vitest';
import { readPayload } from './read-payload.ts';

it('NaN and infinite numbers, as Java writes them, are texts', () => {
  expect(readPayload(Buffer.from('{"a":[NaN,-Infinity]}')).payload).toEqual({ a: ['NaN', '-Infinity'] });
});

it.each([
  ['JSON', '{"a":"x\0y"}'],
  ['a form', `payload=${encodeURIComponent('{"a":"x\0y"}')}`],
])('a NUL in %s is a replacement character', (_, body) => {
  expect(readPayload(Buffer.from(body)).payload).toEqual({ a: 'x\uFFFDy' });
});

import { expect, it } from 'vitest';
import { readPayload } from './read-payload.ts';

it.each([
  ['JSON', '{"a":"x\0y"}'],
  ['a form', `payload=${encodeURIComponent('{"a":"x\0y"}')}`],
])('a NUL in %s is a replacement character', (_, body) => {
  expect(readPayload(Buffer.from(body)).payload).toEqual({ a: 'x\uFFFDy' });
});

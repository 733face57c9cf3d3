import { describe, expect, it } from 'vitest';
import { hexFromBytes } from '../../base/hex.ts';
import { spanIdOf, traceIdOf, traceIdOfAmznHeader, traceIdOfTraceparent } from './trace-headers.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const hex = (id: Uint8Array | undefined) => (id ? hexFromBytes(id) : undefined);

describe('a trace id', () => {
  it.each([
    [TRACE, TRACE],
    [TRACE.toUpperCase(), TRACE],
    ['0af76519-16cd-43dd-8448-eb211c80319c', TRACE],
    ['1-0af76519-16cd43dd8448eb211c80319c', TRACE],
    ['b7ad6b7169203331', '0000000000000000b7ad6b7169203331'],
    ['0'.repeat(32), undefined],
    [`${TRACE}0`, undefined],
    ['not one', undefined],
    ['', undefined],
  ])('%s is %s', (text, expected) => {
    expect(hex(traceIdOf(text))).toBe(expected);
  });
});

describe('the trace of a header', () => {
  it.each([
    [`00-${TRACE}-b7ad6b7169203331-01`, TRACE],
    [`01-${TRACE}-b7ad6b7169203331-01-what-comes-later`, TRACE],
    [`00-${TRACE}-b7ad6b7169203331`, undefined],
    [`00-${'0'.repeat(32)}-b7ad6b7169203331-01`, undefined],
    [`00-${TRACE}0-b7ad6b7169203331-01`, undefined],
    ['', undefined],
  ])('traceparent %s is %s', (text, expected) => {
    expect(hex(traceIdOfTraceparent(text))).toBe(expected);
  });

  it.each([
    ['Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=53995c3f42cd8ad8;Sampled=1', TRACE],
    ['Self=1-67891234-12456789abcdef012345678;Root=1-0af76519-16cd43dd8448eb211c80319c', TRACE],
    [' root = 1-0af76519-16cd43dd8448eb211c80319c ', TRACE],
    ['Parent=53995c3f42cd8ad8', undefined],
    ['NotRoot=1-0af76519-16cd43dd8448eb211c80319c', undefined],
    ['', undefined],
  ])('X-Amzn-Trace-Id %s is %s', (text, expected) => {
    expect(hex(traceIdOfAmznHeader(text))).toBe(expected);
  });
});

it('a span id has up to 16 digits', () => {
  expect(hex(spanIdOf('B7AD6B7169203331'))).toBe('b7ad6b7169203331');
  for (const text of ['0', '', 'x', 'b7ad6b71692033310']) expect(spanIdOf(text)).toBeUndefined();
});

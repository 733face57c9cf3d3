import { describe, expect, it } from 'vitest';
import { hexFromBytes } from '../../base/hex.ts';
import { tellingOf } from '../issues.kit.ts';
import { FAILURE_BYTES, failureOf } from './failure.ts';

const failure = (type: string, message = 'no rows') =>
  hexFromBytes(failureOf(tellingOf({ body: { kind: 'exception', chain: [{ type, message, frames: [] }] } })));

describe('one failure', () => {
  it.each([
    ['ValueError', 'builtins.ValueError'],
    ['main.CartError', '*main.CartError'],
    ['Shop$CartError', 'shop.Shop.CartError'],
    ['Shop$Cart$Error', 'Shop+Cart+Error'],
  ])('is %s of one client and %s of another', (one, other) => {
    expect(failure(one)).toBe(failure(other));
  });

  it.each([
    ['ValueError', 'KeyError'],
    ['$Error', 'Error'],
    ['Error$', 'Error'],
    ['Shop$1', 'Shop$2'],
    ['', '.'],
  ])('is not %s and %s', (one, other) => {
    expect(failure(one)).not.toBe(failure(other));
  });

  it('has its message, without what stands around it', () => {
    expect(failure('E', ' no rows\n')).toBe(failure('E', 'no rows'));
    expect(failure('E', 'no table')).not.toBe(failure('E', 'no rows'));
    expect(failure('E')).toHaveLength(2 * FAILURE_BYTES);
  });
});

import { expect, it } from 'vitest';
import { CombrayError } from '../model/errors.ts';
import { asInsertError } from './engine-errors.ts';

const withFields = (fields: object) => Object.assign(new Error('as the engine says it'), fields);

it.each([
  ['embedded, by the engine', { clickhouseCode: 243 }, 'disk-full'],
  ['on a server, by the engine', { code: '243' }, 'disk-full'],
  ['the file of a block', { code: 'ENOSPC' }, 'disk-full'],
  ['a quota', { code: 'EDQUOT' }, 'disk-full'],
  ['memory that may be free again', { clickhouseCode: 241 }, 'store-unavailable'],
  ['a time-out', { code: '159' }, 'store-unavailable'],
  ['anything else', { code: 'EIO' }, 'store-unavailable'],
])('a block that was not kept may be sent again: %s', (_what, fields, code) => {
  const cause = withFields(fields);
  const error = asInsertError(cause);
  expect([error.code, error.kind.retryable, error.cause]).toEqual([code, true, cause]);
});

it('what is ours already stays', () => {
  const ours = new CombrayError('shutting-down', 'closing');
  expect(asInsertError(ours)).toBe(ours);
});

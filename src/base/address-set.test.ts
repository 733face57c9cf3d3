import { describe, expect, it } from 'vitest';
import { createAddressSet } from './address-set.ts';

describe('a set of addresses', () => {
  const set = createAddressSet(['127.0.0.0/8', '192.0.2.1', '10.0.0.0/31', '::1', 'fe80::/10']);

  it.each(['127.0.0.1', '127.255.255.255', '192.0.2.1', '10.0.0.1', '::1', '::ffff:127.0.0.1', 'fe80::1%eth0'])(
    'has %s',
    (address) => {
      expect(set.has(address)).toBe(true);
    },
  );

  it.each([
    '128.0.0.1',
    '192.0.2.2',
    '10.0.0.2',
    '::2',
    '::ffff:192.0.2.2',
    'fec0::1',
    '',
    'localhost',
    '127.1',
    '%eth0',
  ])('has not %s', (address) => {
    expect(set.has(address)).toBe(false);
  });

  it('that is made of nothing has nobody', () => {
    expect(createAddressSet([]).has('127.0.0.1')).toBe(false);
    expect(createAddressSet(['0.0.0.0/0']).has('203.0.113.9')).toBe(true);
    expect(createAddressSet(['0.0.0.0/0']).has('::1')).toBe(false);
  });
});

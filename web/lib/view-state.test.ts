import { describe, expect, it } from 'vitest';
import { choiceField, createViewCodec, flagField, numberField, textField } from './view-state.ts';

const fields = {
  service: textField(),
  sort: choiceField(['newest', 'slowest'], 'newest'),
  isOpen: flagField(),
  spans: numberField({ integer: true }),
};
const codec = createViewCodec({ fields });

describe('view codec', () => {
  it('reads a plain address as the plain view', () => {
    expect(codec.read({})).toEqual({ service: '', sort: 'newest', isOpen: false, spans: undefined });
    expect(codec.initial).toEqual(codec.read({}));
  });

  it('writes only what differs from the plain view, the rest as absent', () => {
    expect(codec.write({ ...codec.initial, sort: 'slowest' })).toEqual({
      service: undefined,
      sort: 'slowest',
      isOpen: undefined,
      spans: undefined,
      v: undefined,
    });
  });

  it('reads back what it wrote', () => {
    const view = { service: 'a&b=c', sort: 'slowest', isOpen: true, spans: 12 } as const;
    expect(codec.read(codec.write(view))).toEqual(view);
  });

  it.each([
    [{ sort: 'constructor' }],
    [{ isOpen: 'yes' }],
    [{ spans: '-1' }],
    [{ spans: '1.5' }],
    [{ spans: 'NaN' }],
    [{ spans: 'Infinity' }],
    [{ spans: ' ' }],
  ])('takes %j for the plain view', (params) => {
    expect(codec.read(params)).toEqual(codec.initial);
  });

  it('reads an address of an older version through its upgrade, and writes its own version', () => {
    const newer = createViewCodec({
      version: 2,
      fields: { service: textField() },
      upgrade: (params, fromVersion) => ({ service: `${params.svc} of version ${fromVersion}` }),
    });
    expect(newer.read({ svc: 'cart' })).toEqual({ service: 'cart of version 1' });
    expect(newer.read({ service: 'cart', v: '2' })).toEqual({ service: 'cart' });
    expect(newer.write({ service: 'cart' })).toEqual({ service: 'cart', v: '2' });
  });

  it('reads a plain address as plain, whatever version wrote it', () => {
    const newer = createViewCodec({
      version: 2,
      fields: { service: textField() },
      upgrade: (params) => ({ service: params.svc }),
    });
    expect(newer.read(newer.write({ service: '' }))).toEqual({ service: '' });
  });
});

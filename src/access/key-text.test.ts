import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemRandomBytes } from '../base/random.ts';
import { KEY_KINDS, type KeyKind } from '../model/credentials.ts';
import { keyHint, makeKeyText } from './key-text.ts';

const HONEYCOMB_KINDS = ['ingest', 'configuration', 'management'] as const;
const NOW_MS = 1_790_000_000_000;
const make = (kind: KeyKind) => makeKeyText(kind, systemRandomBytes, NOW_MS);
const many = <T>(makeOne: () => T) => Array.from({ length: 200 }, makeOne);

describe('keys as clients know them', () => {
  it.each<[KeyKind, RegExp, RegExp]>([
    ['ingest', /^hc[a-z]ik_[0-9a-z]{26}$/, /^hc[a-z]ik_[0-9a-z]{26}[A-Za-z0-9]{32}$/],
    ['configuration', /^hc[a-z]lk_[0-9a-z]{26}$/, /^[A-Za-z0-9]{20,23}$/],
    ['management', /^hc[a-z]mk_[0-9a-z]{26}$/, /^hc[a-z]mk_[0-9a-z]{26}:[A-Za-z0-9]{32}$/],
    ['rollbar_project', /^rbpt_[0-9a-z]{26}$/, /^[0-9a-f]{32}$/],
    ['rollbar_account', /^rbat_[0-9a-z]{26}$/, /^[0-9a-f]{32}$/],
    ['aws', /^AKIA[A-Z2-7]{16}$/, /^[A-Za-z0-9]{40}$/],
  ])('an %s key has its shape', (kind, idShape, textShape) => {
    for (const { id, text } of many(() => make(kind))) {
      expect(id).toMatch(idShape);
      expect(text).toMatch(textShape);
    }
  });

  // Source: husky's classic detection: 32 of [0-9a-f], or 64 beginning with hc?ic_; Terraform: any 32.
  it.each(HONEYCOMB_KINDS)('an %s key is never taken for a Classic one', (kind) => {
    for (const { text } of many(() => make(kind))) {
      expect(text).not.toHaveLength(32);
      expect(text).not.toMatch(/^hc[a-z]ic_/);
    }
  });

  it('an ingest key is its id and its secret without anything between, 64 characters in all', () => {
    const { id, text } = make('ingest');
    expect(text).toHaveLength(64);
    expect(text.startsWith(id)).toBe(true);
  });

  it.each(KEY_KINDS)('no two %s keys are alike', (kind) => {
    expect(new Set(many(() => make(kind).text)).size).toBe(200);
    expect(new Set(many(() => make(kind).id)).size).toBe(200);
  });
});

describe('the hint', () => {
  it('tells keys apart by their beginning and end', () => {
    expect(keyHint(`hcxik_01j9${'0'.repeat(22)}${'s'.repeat(28)}x7Qd`)).toBe('hcxik_01j9…x7Qd');
    expect(keyHint('abc123DEF456ghi789jklm')).toBe('abc…klm');
  });

  it('shows at most a third of a secret that an operator gave, however short', () => {
    fc.assert(
      fc.property(fc.constantFrom('', 'hcxmk_'), fc.string({ minLength: 1, maxLength: 56 }), (prefix, secret) => {
        const text = prefix + secret;
        fc.pre(!text.includes('…'));
        expect(keyHint(text).length - 1).toBeLessThanOrEqual(text.length / 3);
      }),
    );
  });

  it('of a management key shows nothing of the secret but its last four characters', () => {
    const { text } = make('management');
    expect(keyHint(text)).toBe(`${text.slice(0, 10)}…${text.slice(-4)}`);
  });
});

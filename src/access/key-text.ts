import { hexFromBytes } from '../base/hex.ts';
import { type RandomBytes, randomAlphanumerics, randomUlid } from '../base/random.ts';
import type { KeyKind } from '../model/credentials.ts';

/** A key as it is made: `text` is what a client sends and is never stored. */
export interface NewKeyText {
  readonly id: string;
  readonly text: string;
}

// Source: reference of Honeycomb's API, "API Keys" (docs.honeycomb.io, 2026) and husky's key patterns: the letter
// after `hc` is a region (`x` in the examples), 26 characters of ULID, then the secret. A configuration key is sent as
// its secret alone, 22 characters; 32 would make clients take it for a Classic key.
const ID_PREFIX: Record<Exclude<KeyKind, 'aws'>, string> = {
  ingest: 'hcxik_',
  configuration: 'hcxlk_',
  management: 'hcxmk_',
  // Ours: Rollbar names a token by its text alone.
  rollbar_project: 'rbpt_',
  rollbar_account: 'rbat_',
};
const LONG_SECRET_CHARS = 32;
const CONFIGURATION_SECRET_CHARS = 22;
// Source: docs.rollbar.com "Access tokens": a legacy token is 32 hex digits.
const ROLLBAR_TOKEN_BYTES = 16;
// Source: docs.aws.amazon.com IAM "Unique identifiers": `AKIA` and 16 characters of base 32; a secret of 40.
const AWS_ID_CHARS = 16;
const AWS_SECRET_CHARS = 40;

export function makeKeyId(kind: KeyKind, random: RandomBytes, nowMs: number): string {
  if (kind === 'aws')
    return `AKIA${randomAlphanumerics(random, AWS_ID_CHARS)
      .toUpperCase()
      .replace(/[0189]/g, 'Z')}`;
  return ID_PREFIX[kind] + randomUlid(random, nowMs);
}

export function makeKeyText(kind: KeyKind, random: RandomBytes, nowMs: number): NewKeyText {
  const id = makeKeyId(kind, random, nowMs);
  switch (kind) {
    case 'ingest':
      return { id, text: id + randomAlphanumerics(random, LONG_SECRET_CHARS) };
    case 'configuration':
      return { id, text: randomAlphanumerics(random, CONFIGURATION_SECRET_CHARS) };
    case 'management':
      return { id, text: `${id}:${randomAlphanumerics(random, LONG_SECRET_CHARS)}` };
    case 'rollbar_project':
    case 'rollbar_account':
      return { id, text: hexFromBytes(random(ROLLBAR_TOKEN_BYTES)) };
    case 'aws':
      return { id, text: randomAlphanumerics(random, AWS_SECRET_CHARS) };
  }
}

// Keys made here are as long; what an operator gave may begin like one and be short.
const WHOLE_KEY_CHARS = 64;

/**
 * First and last characters, to tell keys apart. Of a bare secret 6 of 22 characters show, which leaves 95 bits; of a
 * short text given by the operator a third at most.
 */
export function keyHint(text: string): string {
  const last = Math.min(4, Math.floor(text.length / 6));
  const first = text.startsWith('hcx') && text.length >= WHOLE_KEY_CHARS ? 10 : last;
  return `${text.slice(0, first)}…${text.slice(text.length - last)}`;
}

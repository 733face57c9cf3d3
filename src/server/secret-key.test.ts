import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { systemRandomBytes } from '../base/random.ts';
import { readSecretKey } from './secret-key.ts';

let dataDirectory: string;
beforeEach(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'combray-secret-'));
});
const read = (secretKey?: string) => readSecretKey({ dataDirectory, secretKey }, systemRandomBytes);

describe('the secret key', () => {
  it('is made once, for its owner alone, and read again', () => {
    const first = read();
    expect(Buffer.from(first, 'base64url').length).toBe(32);
    expect(read()).toBe(first);
    expect(readdirSync(dataDirectory)).toEqual(['secret.key']);
    expect(statSync(join(dataDirectory, 'secret.key')).mode & 0o777).toBe(0o600);
  });

  it('is the option’s where that is given, without a file', () => {
    expect(read('given')).toBe('given');
    expect(readdirSync(dataDirectory)).toEqual([]);
  });

  it('is refused when its file holds nothing', () => {
    writeFileSync(join(dataDirectory, 'secret.key'), '\n');
    expect(() => read()).toThrow('is empty');
  });
});

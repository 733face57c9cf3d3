import { describe, expect, it } from 'vitest';
import { systemRandomBytes } from '../base/random.ts';
import { CHEAP_PASSWORDS } from './access.kit.ts';
import { createPasswords, SCRYPT_COST } from './passwords.ts';

const cheap = createPasswords(systemRandomBytes, CHEAP_PASSWORDS);

describe('passwords', () => {
  it('are hashed with 32 MiB and three passes unless a test says otherwise', async () => {
    const passwords = createPasswords(systemRandomBytes);
    const stored = await passwords.hash('pässword 1');
    expect(SCRYPT_COST).toEqual({ logN: 15, blockSize: 8, parallelism: 3 });
    expect(stored).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(await passwords.verify('pässword 1', stored)).toBe(true);
    // The cost of a stored one is its own: raising it later keeps old passwords good.
    expect(await cheap.verify('pässword 1', stored)).toBe(true);
    expect(await cheap.verify('password 1', stored)).toBe(false);
  });

  it('have a salt of their own', async () => {
    expect(await cheap.hash('same')).not.toBe(await cheap.hash('same'));
  });

  it('are the same however the keyboard composes their letters', async () => {
    expect(await cheap.verify('cafe\u0301 \u2126', await cheap.hash('caf\u00e9 \u03a9'))).toBe(true);
  });

  it('are wrong where there is none, after the same work', async () => {
    expect(await cheap.verify('', null)).toBe(false);
    const others = Array.from({ length: 18 }, () => cheap.hash('x'));
    // Refused because the queue is full: it would have had to wait for its turn as well.
    await expect(cheap.verify('anything', null)).rejects.toMatchObject({ code: 'rate-limited' });
    await Promise.all(others);
  });

  it('wait for each other in a bounded queue, and who comes beyond it is asked to come back', async () => {
    const results = await Promise.allSettled(Array.from({ length: 30 }, () => cheap.hash('x')));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(30 - 18);
    expect(refused[0]?.reason).toMatchObject({ code: 'rate-limited' });
    await expect(cheap.hash('y')).resolves.toMatch(/^\$scrypt/);
  });
});

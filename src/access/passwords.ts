import { scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { assert } from '../base/assert.ts';
import { createGate } from '../base/gate.ts';
import type { RandomBytes } from '../base/random.ts';
import { CombrayError } from '../model/errors.ts';

export interface ScryptCost {
  readonly logN: number;
  readonly blockSize: number;
  readonly parallelism: number;
}

/**
 * 32 MiB (128 * 2^15 * 8 bytes), three passes.
 * Source: OWASP Password Storage Cheat Sheet (2026-02), one of its equivalent settings for scrypt.
 */
export const SCRYPT_COST: ScryptCost = { logN: 15, blockSize: 8, parallelism: 3 };

// Two at once hold 64 MiB and half of libuv's four threads, which also inflate bodies. Who comes beyond the waiting
// ones is asked to come back: signing in must not be a way to stop intake.
const RUNNING_MAX = 2;
const WAITING_MAX = 16;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

export interface Passwords {
  /** `$scrypt$ln=15,r=8,p=3$SALT$HASH`, base64 without padding. */
  hash(password: string): Promise<string>;
  /** Takes as long when there is no stored hash, so that time does not tell which users exist. */
  verify(password: string, stored: string | null): Promise<boolean>;
}

export function createPasswords(random: RandomBytes, cost: ScryptCost = SCRYPT_COST): Passwords {
  const gate = createGate({ runningMax: RUNNING_MAX, waitingMax: WAITING_MAX });
  const derive = (password: string, salt: Uint8Array, parameters: ScryptCost): Promise<Buffer> => {
    const result = gate.tryRun(() => deriveScrypt(password, salt, parameters));
    if (!result) throw new CombrayError('rate-limited', 'too many sign-ins at once, try again in a moment');
    return result;
  };
  return {
    async hash(password) {
      const salt = random(SALT_BYTES);
      return printHash(cost, salt, await derive(password, salt, cost));
    },
    async verify(password, stored) {
      if (stored === null) {
        await derive(password, new Uint8Array(SALT_BYTES), cost);
        return false;
      }
      const { parameters, salt, hash } = parseHash(stored);
      return timingSafeEqual(await derive(password, salt, parameters), hash);
    },
  };
}

const scryptAsync = promisify<string, Uint8Array, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(
  scrypt,
);

function deriveScrypt(password: string, salt: Uint8Array, cost: ScryptCost): Promise<Buffer> {
  const N = 2 ** cost.logN;
  // Twice what the algorithm takes: Node refuses at exactly that amount.
  const maxmem = 2 * 128 * N * cost.blockSize;
  // NFKC: the same characters typed on another keyboard may be other code points.
  return scryptAsync(password.normalize('NFKC'), salt, HASH_BYTES, {
    N,
    r: cost.blockSize,
    p: cost.parallelism,
    maxmem,
  });
}

function printHash(cost: ScryptCost, salt: Uint8Array, hash: Uint8Array): string {
  const parameters = `ln=${cost.logN},r=${cost.blockSize},p=${cost.parallelism}`;
  return `$scrypt$${parameters}$${base64(salt)}$${base64(hash)}`;
}

function parseHash(text: string): { parameters: ScryptCost; salt: Uint8Array; hash: Uint8Array } {
  const match = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(text);
  assert(match, 'a stored password is a scrypt text of ours');
  const [, logN, blockSize, parallelism, salt = '', hash = ''] = match;
  return {
    parameters: { logN: Number(logN), blockSize: Number(blockSize), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}

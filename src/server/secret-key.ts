import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RandomBytes } from '../base/random.ts';
import { StartError } from './listeners.ts';

/** What seals secrets in the control store, where no option gives it. */
const SECRET_KEY_FILE = 'secret.key';
const SECRET_KEY_BYTES = 32;

/** The option's text, or that of the file in the data directory, which is made at the first call. */
export function readSecretKey(
  options: { readonly dataDirectory: string; readonly secretKey: string | undefined },
  random: RandomBytes,
): string {
  if (options.secretKey !== undefined) return options.secretKey;
  const path = join(options.dataDirectory, SECRET_KEY_FILE);
  const text = readKeyFile(path) ?? makeKeyFile(path, random);
  if (text === '')
    throw new StartError(`${path} is empty: put the key back that it held, or remove it and make new keys`);
  return text;
}

function readKeyFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new StartError(`cannot read ${path}: ${(error as Error).message}`, { cause: error });
  }
}

/** Else a power cut could take the name away while the secrets sealed under it stay. */
function syncDirectory(path: string): void {
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

/** A server and `--print-setup` may both come to make it: the first name stays, whole. */
function makeKeyFile(path: string, random: RandomBytes): string {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${Buffer.from(random(SECRET_KEY_BYTES)).toString('base64url')}\n`, {
    mode: 0o600,
    flush: true,
  });
  try {
    linkSync(draft, path);
    syncDirectory(dirname(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readKeyFile(path) ?? '';
}

/** Which of the Debian packages that the tests need are missing. Plain JavaScript, because it runs before `npm ci`. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Debian keeps the server's programs here, one folder per major version, outside PATH. */
const POSTGRES_FOLDER = '/usr/lib/postgresql';

const isOnPath = (program) =>
  (process.env.PATH ?? '').split(':').some((folder) => folder !== '' && existsSync(join(folder, program)));

const PROBES = {
  chromium: () => isOnPath('chromium'),
  // Certificates for the tests of TLS.
  openssl: () => isOnPath('openssl'),
  postgresql: () =>
    existsSync(POSTGRES_FOLDER) &&
    readdirSync(POSTGRES_FOLDER).some((version) => existsSync(join(POSTGRES_FOLDER, version, 'bin/postgres'))),
  python3: () => isOnPath('python3'),
  // ensurepip is what Debian's python3 leaves out of venv.
  'python3-venv': () => spawnSync('python3', ['-c', 'import venv, ensurepip'], { stdio: 'ignore' }).status === 0,
  strace: () => isOnPath('strace'),
};

/** @param {readonly (keyof typeof PROBES)[]} names */
export function missingPackages(names) {
  return names.filter((name) => !PROBES[name]());
}

/**
 * `npm run lockfile`: adds to package-lock.json what npm left out of it.
 *
 * Where a registry lacks the packages that hold other platforms' binaries, `npm install` leaves them out of the lockfile
 * without a word, and `npm ci` then refuses that lockfile on every machine. Their versions are exact in the package that
 * names them and their platform is in their names; only their integrity is unknown until npm next sees them.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Lockfile, missingOptionalPackages } from './lockfile.ts';
import { ROOT } from './setup.mjs';

const path = join(ROOT, 'package-lock.json');
const lock = JSON.parse(readFileSync(path, 'utf8')) as Lockfile;
for (const { name, version, wantedBy } of missingOptionalPackages(lock)) {
  const platform = /-(android|darwin|linux|win32)-(arm64|x64)(?:-(gnu|musl))?$/.exec(name);
  if (!platform) throw new Error(`${name} does not say which platform it is for`);
  const [, os = '', cpu = '', libc] = platform;
  lock.packages[`node_modules/${name}`] = {
    version,
    cpu: [cpu],
    ...(wantedBy.dev ? { dev: true } : {}),
    ...(libc === undefined ? {} : { libc: [libc === 'gnu' ? 'glibc' : 'musl'] }),
    ...(wantedBy.license === undefined ? {} : { license: wantedBy.license }),
    optional: true,
    os: [os],
  };
  process.stdout.write(`added ${name} ${version}\n`);
}
// npm's own order, so that its next run changes nothing.
const sorted = Object.entries(lock.packages).sort(([left], [right]) => left.localeCompare(right, 'en'));
writeFileSync(path, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAccess } from '../access/index.ts';
import type { Clock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import type { RandomBytes } from '../base/random.ts';
import { createSealer } from '../base/seal.ts';
import { openControl } from '../control/index.ts';
import { CombrayError } from '../model/errors.ts';
import { controlLocation, PORTS_FILE, type PortsFile } from './data-files.ts';
import { type Endpoints, endpointsOf } from './endpoints.ts';
import { StartError } from './listeners.ts';
import { readSecretKey } from './secret-key.ts';
import { setupBlock } from './setup-block.ts';

/**
 * The setup block with a new sign-in link and fresh keys for senders, for a running or a stopped server: it opens the control
 * store only and takes no lock. A running server knows the new keys within a second.
 */
export async function printSetup(options: {
  dataDirectory: string;
  databaseUrl: string | undefined;
  secretKey: string | undefined;
  host: string;
  ports: PortsFile['ports'];
  publicUrl: string | undefined;
  tls: object | undefined;
  clock: Clock;
  randomBytes: RandomBytes;
}): Promise<string> {
  const { dataDirectory, clock, randomBytes, host, publicUrl } = options;
  const location = controlLocation(options);
  if ('path' in location && !existsSync(location.path)) throw nothingSetUp(dataDirectory);
  const control = await openControl({ location, clock }).catch(refuseInOneLine);
  try {
    const sealer = createSealer(readSecretKey(options, randomBytes), randomBytes);
    const access = createAccess({ control, clock, random: randomBytes, sealer, log: silentLog });
    const setup = await access.printSetup();
    if (!setup) throw nothingSetUp(dataDirectory);
    const isTls = options.tls !== undefined;
    const endpoints = runningEndpoints(dataDirectory) ?? endpointsOf({ publicUrl, host, isTls, ports: options.ports });
    return setupBlock({ ...setup, endpoints, environment: setup.environment.slug });
  } finally {
    await control.close();
  }
}

/** A server keeps trying while PostgreSQL is away; a command that ends says so and ends. */
function refuseInOneLine(error: unknown): never {
  if (error instanceof CombrayError) throw new StartError(error.message, { cause: error });
  throw error;
}

function nothingSetUp(dataDirectory: string): StartError {
  return new StartError(`nothing is set up in ${dataDirectory} yet: start the server once`);
}

/** Of the server that runs on this directory; a server that was killed leaves its file behind. */
function runningEndpoints(dataDirectory: string): Endpoints | undefined {
  const path = join(dataDirectory, PORTS_FILE);
  if (!existsSync(path)) return undefined;
  const { pid, endpoints } = JSON.parse(readFileSync(path, 'utf8')) as PortsFile;
  return isAlive(pid) ? endpoints : undefined;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and is another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

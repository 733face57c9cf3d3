import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ControlLocation } from '../control/index.ts';
import type { Endpoints } from './endpoints.ts';
import type { Ports } from './serve-options.ts';

/** What lies in the data directory, beside the lock. */
export const CONTROL_FILE = 'control.db';
export const TELEMETRY_DIRECTORY = 'telemetry';
export const PORTS_FILE = 'combray.json';
/** Takes up room that a full disk can be given back. */
export const BALLAST_FILE = 'ballast';

export function controlLocation(options: { dataDirectory: string; databaseUrl: string | undefined }): ControlLocation {
  const { dataDirectory, databaseUrl } = options;
  return databaseUrl === undefined ? { path: join(dataDirectory, CONTROL_FILE) } : { url: databaseUrl };
}

export interface PortsFile {
  readonly pid: number;
  readonly version: string;
  readonly ports: Ports;
  /** As told to people: `--print-setup` need not repeat the server's options. */
  readonly endpoints: Endpoints;
}

/** There from ready to exit: how scripts find a server that took free ports. Replaced atomically. */
export function writePortsFile(dataDirectory: string, content: PortsFile): { remove(): void } {
  const path = join(dataDirectory, PORTS_FILE);
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(content)}\n`);
  renameSync(draft, path);
  return { remove: () => rmSync(path, { force: true }) };
}

import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface PortsFile {
  readonly pid: number;
  readonly version: string;
  readonly ports: { readonly http: number; readonly otlpHttp: number };
}

/** `DATA/combray.json`, there from ready to exit: how scripts find a server that took free ports. Replaced atomically. */
export function writePortsFile(dataDirectory: string, content: PortsFile): { remove(): void } {
  const path = join(dataDirectory, 'combray.json');
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(content)}\n`);
  renameSync(draft, path);
  return { remove: () => rmSync(path, { force: true }) };
}

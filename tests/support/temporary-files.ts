import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Vitest's global setup: whatever a test leaves under the system's folder for temporary files goes when the run ends. A
 * chDB directory is some hundred files, and a full run makes a few hundred such.
 */
let folder: string | undefined;

export function setup(): void {
  folder = mkdtempSync(join(tmpdir(), 'combray-run-'));
  // PostgreSQL refuses to run as root; its user must reach the folder it is given inside.
  chmodSync(folder, 0o711);
  // Test files run in child processes, which inherit it.
  process.env.TMPDIR = folder;
}

export function teardown(): void {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}

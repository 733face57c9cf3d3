import { readFileSync } from 'node:fs';
import { type Child, startChild } from './child.ts';

/** Attaches strace to a process and all its threads; resolves once it is attached. */
export async function attachStrace(pid: number, ...args: readonly string[]): Promise<Child> {
  const strace = startChild('strace', ['-f', '-p', String(pid), ...args]);
  await strace.match(/Process \d+ attached/);
  return strace;
}

/**
 * The server's end of a TCP connection over IPv4 loopback as strace names it: `socket:[INODE]`.
 * /proc/net/tcp: column 1 is the local address, 2 the remote one (hex ports), 9 the inode.
 */
export function serverSocketName(serverPort: number, clientPort: number): string {
  const ending = (port: number) => `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const row = rows.find(
    ([, local, remote]) => local?.endsWith(ending(serverPort)) && remote?.endsWith(ending(clientPort)),
  );
  if (!row?.[9]) throw new Error(`no connection from port ${clientPort} to port ${serverPort}`);
  return `socket:[${row[9]}]`;
}

import { readFileSync } from 'node:fs';
import { Counter, type Registry } from 'prom-client';

/** Linux' tables of UDP sockets; other systems have none. */
const TABLES = ['/proc/net/udp', '/proc/net/udp6'];

/**
 * Datagrams to this port that the kernel threw away since its socket was opened, because nobody read them soon enough.
 * Undefined where the system does not tell. Source: Linux' net/ipv4/udp.c `udp4_format_sock`: the local address is the second
 * column, its port in hex, and drops are the last.
 */
export function readKernelDrops(port: number): number | undefined {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const sockets = TABLES.flatMap(readLines).map((line) => line.trim().split(/\s+/));
  const own = sockets.filter(([, address]) => address?.endsWith(suffix));
  return own.length === 0 ? undefined : own.reduce((sum, columns) => sum + Number(columns.at(-1)), 0);
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch {
    // A system without this table does not tell.
    return [];
  }
}

/** Counts them in `/metrics`. */
export function countKernelDrops(registry: Registry, port: number): void {
  new Counter({
    name: 'combray_datagrams_dropped_total',
    help: 'Datagrams for the X-Ray port that the kernel threw away, because they were not read soon enough. On Linux.',
    registers: [registry],
    collect() {
      this.reset();
      this.inc(readKernelDrops(port) ?? 0);
    },
  });
}

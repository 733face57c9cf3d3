import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Child, startChild } from './child.ts';
import { freePort } from './free-port.ts';
import { waitFor } from './wait.ts';

/** A real ClickHouse server: the library that Combray embeds, listening on HTTP, in a folder of its own. */
export interface TestClickHouse {
  /** A new, empty database's address. */
  createDatabase(name: string): Promise<string>;
  kill(): Promise<void>;
  /** Connections are taken and nothing is answered, as when a machine hangs. Returns what ends that. */
  freeze(): () => void;
  /** After `kill`, on the same port with the same data. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const SCRIPT = fileURLToPath(new URL('./clickhouse-node.py', import.meta.url));
const MEMORY_BYTES = 2 ** 30;

/** Brings the listeners up, then stays: the library's server lives as long as its one query. */
const SERVE = [
  'SYSTEM START LISTEN HTTP',
  'SELECT sleepEachRow(1) FROM numbers(1000000000) SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 1000000000000 FORMAT Null',
].join('; ');

export async function startClickHouse(): Promise<TestClickHouse> {
  const directory = mkdtempSync(join(tmpdir(), 'clickhouse-'));
  const config = join(directory, 'node.xml');
  // Elsewhere, and not by whole hours: nothing of ours may depend on a server's time zone.
  const settings = `<timezone>Asia/Kolkata</timezone><max_server_memory_usage>${MEMORY_BYTES}</max_server_memory_usage>`;
  writeFileSync(config, `<clickhouse>${settings}</clickhouse>`);
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const start = () => startNode({ directory, config, port, origin });
  let node = await start();
  return {
    async createDatabase(name) {
      const answer = await fetch(origin, { method: 'POST', body: `CREATE DATABASE ${name}` });
      if (!answer.ok) throw new Error(await answer.text());
      return `${origin}/${name}`;
    },
    kill: async () => void (await node.stop('SIGKILL')),
    freeze() {
      process.kill(node.pid, 'SIGSTOP');
      return () => void process.kill(node.pid, 'SIGCONT');
    },
    restart: async () => {
      node = await start();
    },
    async close() {
      if (node.isRunning()) await node.stop('SIGKILL');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function startNode(at: { directory: string; config: string; port: number; origin: string }): Promise<Child> {
  const node = startChild('python3', [
    SCRIPT,
    libraryPath(),
    `--config-file=${at.config}`,
    `--path=${join(at.directory, 'data')}`,
    `--http_port=${at.port}`,
    '--listen_host=127.0.0.1',
    '--query',
    SERVE,
  ]);
  const answers = async () => {
    if (!node.isRunning()) throw new Error(`ClickHouse ended:\n${node.stderr()}`);
    return fetch(`${at.origin}/ping`).then(
      (answer) => answer.ok || undefined,
      () => undefined,
    );
  };
  await waitFor(answers, { what: 'ClickHouse', timeoutMs: 30_000 });
  return node;
}

/** In the platform's own package beside `chdb`. */
function libraryPath(): string {
  const require = createRequire(createRequire(import.meta.url).resolve('chdb'));
  const libc = process.platform === 'linux' ? '-gnu' : '';
  return join(
    dirname(require.resolve(`@chdb/lib-${process.platform}-${process.arch}${libc}/package.json`)),
    'libchdb.so',
  );
}

import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type Child, cleanEnvironment, startChild } from './child.ts';
import { freePort } from './free-port.ts';
import { waitFor } from './wait.ts';

/** A real PostgreSQL server of Debian's package, on a port and in a folder of its own. */
export interface TestPostgres {
  /** Of the database that every server has. */
  readonly url: string;
  /** A new, empty database's address. */
  createDatabase(name: string): Promise<string>;
  /** As in a crash: nothing is flushed, connections are cut. */
  crash(): Promise<void>;
  /** After `crash`, on the same port with the same data. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const FOLDER = '/usr/lib/postgresql';
const USER = 'combray';

export async function startPostgres(): Promise<TestPostgres> {
  const directory = mkdtempSync(join(tmpdir(), 'postgres-'));
  giveToPostgres(directory);
  const data = join(directory, 'data');
  initialize(data);
  const port = await freePort();
  const urlOf = (database: string) => `postgres://${USER}@127.0.0.1:${port}/${database}`;
  let server = await start({ data, directory, port, url: urlOf('postgres') });
  return {
    url: urlOf('postgres'),
    createDatabase: (name) => createDatabase(urlOf('postgres'), name),
    // SIGQUIT is PostgreSQL's "immediate shutdown"; SIGKILL would leave its children behind for a while.
    crash: async () => void (await server.stop('SIGQUIT')),
    restart: async () => {
      server = await start({ data, directory, port, url: urlOf('postgres') });
    },
    async close() {
      if (server.isRunning()) await server.stop('SIGQUIT');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Beside the database of `url`; one that is there already is left as it is. */
export async function createDatabase(url: string, name: string): Promise<string> {
  await ask(url, `create database "${name}"`).catch((error: { code?: string }) => {
    if (error.code !== DUPLICATE_DATABASE) throw error;
  });
  return url.replace(/[^/]+$/, name);
}

const DUPLICATE_DATABASE = '42P04';

function initialize(data: string): void {
  const args = ['-D', data, '-U', USER, '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
  const [command = '', ...rest] = asPostgres(program('initdb'), args);
  const { status, stderr } = spawnSync(command, rest, { encoding: 'utf8', env: cleanEnvironment({}) });
  if (status !== 0) throw new Error(`initdb failed: ${stderr}`);
}

async function start(at: { data: string; directory: string; port: number; url: string }): Promise<Child> {
  // What a crash of the machine would lose is not what these tests look at.
  const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'];
  const [command = '', ...args] = asPostgres(program('postgres'), [
    ...['-D', at.data, '-k', at.directory, '-p', String(at.port)],
    ...settings,
  ]);
  const server = startChild(command, args);
  const answers = async () => {
    if (!server.isRunning()) throw new Error(`PostgreSQL ended:\n${server.stderr()}`);
    return (await ask(at.url, 'select 1').then(
      () => true,
      () => undefined,
    )) as true | undefined;
  };
  await waitFor(answers, { what: 'PostgreSQL', timeoutMs: 30_000 });
  return server;
}

async function ask(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Debian keeps one folder per major version, outside PATH. */
function program(name: string): string {
  const version = readdirSync(FOLDER).at(-1) ?? '';
  return join(FOLDER, version, 'bin', name);
}

const isRoot = process.getuid?.() === 0;

/** PostgreSQL refuses to run as root. */
function asPostgres(command: string, args: readonly string[]): string[] {
  if (!isRoot) return [command, ...args];
  return ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', command, ...args];
}

function giveToPostgres(directory: string): void {
  if (!isRoot) return;
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout.trim()),
  );
  if (uid === undefined || gid === undefined) throw new Error('there is no user postgres');
  chownSync(directory, uid, gid);
  chmodSync(directory, 0o700);
}

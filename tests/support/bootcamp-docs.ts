import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, startChild } from './child.ts';
import { pythonWith } from './examples.ts';
import { ROOT, readRepositoryFile } from './repository.ts';
import { waitFor } from './wait.ts';

/** What docs/bootcamp.md leads to, command by command. */
export interface Walk {
  readonly origin: string;
  readonly signInLink: string;
  /** Of the backend and its page. */
  readonly backend: string;
  close(): Promise<void>;
}

/** Ports that are free; the defaults of the page may be taken on this machine. */
const ANY_PORTS = {
  COMBRAY_HTTP_PORT: '0',
  COMBRAY_OTLP_HTTP_PORT: '0',
  COMBRAY_OTLP_GRPC_PORT: '0',
  COMBRAY_XRAY_PORT: '0',
  PORT: '0',
};

/** The command blocks of a page, each as its text. */
export function shellBlocks(page: string): readonly string[] {
  return [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, commands = '']) => commands);
}

/** Runs every command of docs/bootcamp.md as it stands there, but for ports, keys and the address to clone from. */
export async function walkBootcampDocs(): Promise<Walk> {
  const folder = mkdtempSync(join(tmpdir(), 'combray-bootcamp-'));
  const children: Child[] = [];
  const close = async () => {
    for (const child of children.toReversed()) await child.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const [start = '', variables = '', backend = '', ask = '', ...others] = shellBlocks(
      readRepositoryFile('docs/bootcamp.md'),
    );
    if (ask === '' || others.length > 0) throw new Error('docs/bootcamp.md: expected four blocks of commands');
    const env = { ...ANY_PORTS, PYTHONPATH: installedPackages() };
    const run = (cwd: string, commands: string) => {
      const child = startChild('bash', ['-ec', commands], { cwd, env });
      children.push(child);
      return child;
    };

    const [clone = '', ...startServer] = start.split('\n');
    await finished(run(folder, clone.replace('<this repository>', ROOT)));
    const cloned = join(folder, 'combray');
    installAsHere(cloned);
    const server = run(cloned, `exec ${startServer.join('\n')}`);
    const ports = await waitFor(() => readPorts(cloned, server), { what: 'combray.json', timeoutMs: 60_000 });
    const printed = async (pattern: RegExp) => (await server.match(pattern))[1] ?? '';

    const values: Readonly<Record<string, string>> = {
      INGEST_KEY: await printed(/x-honeycomb-team=(\S+)/),
      SERVER_TOKEN: await printed(/ROLLBAR_ACCESS_TOKEN=(\S+)/),
      CLIENT_TOKEN: await printed(/accessToken (\S+)/),
      '127.0.0.1:8080': `127.0.0.1:${ports.http}`,
      '127.0.0.1:4318': `127.0.0.1:${ports.otlpHttp}`,
      '127.0.0.1:2000': `127.0.0.1:${ports.xray}`,
    };
    const filled = (text: string) =>
      Object.entries(values).reduce((result, [name, value]) => result.replaceAll(name, value), text);
    const setUp = backend.trimEnd().split('\n');
    const runApp = setUp.pop() ?? '';
    const app = run(cloned, `${filled(variables)}\n${setUp.join('\n')}\nexec ${runApp}`);
    const [, origin = ''] = await app.match(/listening on (http:\S+)/, 120_000);
    await finished(run(cloned, ask.replaceAll('http://127.0.0.1:4567', origin)));
    const signInLink = (await server.match(/http:\/\/\S+\/sign-in\?token=\S+/))[0];
    return { origin: `http://127.0.0.1:${ports.http}`, signInLink, backend: origin, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function finished(child: Child): Promise<void> {
  const { code } = await child.exited;
  if (code !== 0) throw new Error(`exit code ${code}:\n${child.stderr()}`);
}

/** What is installed and built here is installed and built there: a first start from nothing has tests of its own. */
function installAsHere(clone: string): void {
  symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
  cpSync(join(ROOT, 'dist'), join(clone, 'dist'), { recursive: true });
}

/** The packages of the example, so that `pip install` finds all of them there. */
function installedPackages(): string {
  const python = pythonWith(join(ROOT, 'examples/bootcamp/requirements.txt'));
  const program = 'import sysconfig; print(sysconfig.get_path("purelib"))';
  return execFileSync(python, ['-c', program], { encoding: 'utf8' }).trim();
}

interface Ports {
  readonly http: number;
  readonly otlpHttp: number;
  readonly xray: number;
}

function readPorts(clone: string, server: Child): Ports | undefined {
  if (!server.isRunning()) throw new Error(`the server ended before it was ready:\n${server.stderr()}`);
  const path = join(clone, 'data/combray.json');
  if (!existsSync(path)) return undefined;
  return (JSON.parse(readFileSync(path, 'utf8')) as { ports: Ports }).ports;
}

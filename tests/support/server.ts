import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, startChild } from './child.ts';
import { ROOT } from './repository.ts';
import { waitFor } from './wait.ts';

/** What every test server is started with, so that tests know its key and its owner. */
export const BOOTSTRAP = {
  key: 'abcdefghij0123456789AB',
  email: 'owner@example.com',
  password: 'correct horse battery',
  /** A project token with every scope. */
  rollbarToken: '0123456789abcdef0123456789abcdef',
  awsKey: { id: 'AKIAEXAMPLEEXAMPLE00', secret: 'exampleSecretOfTheTests/0123456789+abcde' },
} as const;

const BOOTSTRAP_ENVIRONMENT = {
  COMBRAY_BOOTSTRAP_KEY: BOOTSTRAP.key,
  COMBRAY_ADMIN_EMAIL: BOOTSTRAP.email,
  COMBRAY_ADMIN_PASSWORD: BOOTSTRAP.password,
  COMBRAY_BOOTSTRAP_ROLLBAR_TOKEN: BOOTSTRAP.rollbarToken,
  COMBRAY_BOOTSTRAP_AWS_KEY: `${BOOTSTRAP.awsKey.id}:${BOOTSTRAP.awsKey.secret}`,
};

/** The environment that a first start makes. */
export const FIRST_ENVIRONMENT = 'bootcamp';

export interface TestServer {
  readonly process: Child;
  readonly dataDirectory: string;
  /** Of the page and the API: `http://127.0.0.1:12345`. */
  readonly origin: string;
  /** What goes into OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly otlpHttp: string;
  readonly otlpGrpc: string;
  /** What goes into AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:12345`, for UDP and TCP. */
  readonly xray: string;
  /** Ends it with SIGTERM and removes the data directory if it was made here. */
  close(): Promise<void>;
}

export interface ServerOptions {
  /** Kept by `close`; without it the server gets a directory of its own. */
  readonly dataDirectory?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** False for the first start as a person sees it: no key, no owner with a password, only the block on standard output. */
  readonly isBootstrapped?: boolean;
  /** Runs it inside another mount namespace, where `dataDirectory` is another one than here. */
  readonly inside?: {
    /** Stands before the server's own command. */
    readonly command: readonly string[];
    /** Where the data directory is seen from here. */
    readonly dataDirectorySeen: string;
  };
  /** How often to look whether it is ready. */
  readonly everyMs?: number;
  /** False for servers whose stores are away: they listen, and that is all that is waited for. */
  readonly isReadyAwaited?: boolean;
}

export function makeDataDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'combray-data-'));
}

/** Starts the built server without waiting for anything: for starts that are meant to fail. */
export function spawnServer(options: ServerOptions & { dataDirectory: string }): Child {
  const { dataDirectory, args = [], env = {}, isBootstrapped = true, inside } = options;
  const words = [...(inside?.command ?? []), process.execPath, join(ROOT, 'dist/server/main.js'), ...args];
  const [command = '', ...rest] = words;
  return startChild(command, rest, {
    env: {
      UV_THREADPOOL_SIZE: '16',
      COMBRAY_DATA: dataDirectory,
      COMBRAY_HTTP_PORT: '0',
      COMBRAY_OTLP_HTTP_PORT: '0',
      COMBRAY_OTLP_GRPC_PORT: '0',
      COMBRAY_XRAY_PORT: '0',
      ...(isBootstrapped ? BOOTSTRAP_ENVIRONMENT : {}),
      ...env,
    },
  });
}

/** Starts the built server and waits until it says that it is ready. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const dataDirectory = options.dataDirectory ?? makeDataDirectory();
  const child = spawnServer({ ...options, dataDirectory });
  const often = options.everyMs === undefined ? {} : { everyMs: options.everyMs };
  const removeData = () => {
    if (options.dataDirectory === undefined) rmSync(dataDirectory, { recursive: true, force: true });
  };
  try {
    const ports = await waitFor(() => readPorts(options.inside?.dataDirectorySeen ?? dataDirectory, child), {
      ...often,
      what: 'combray.json',
      timeoutMs: 30_000,
    });
    const origin = `http://127.0.0.1:${ports.http}`;
    const isReady = async () => ((await fetch(`${origin}/readyz`)).ok ? true : undefined);
    if (options.isReadyAwaited !== false) await waitFor(isReady, { ...often, what: '/readyz' });
    return {
      process: child,
      dataDirectory,
      origin,
      otlpHttp: `http://127.0.0.1:${ports.otlpHttp}`,
      otlpGrpc: `http://127.0.0.1:${ports.otlpGrpc}`,
      xray: `127.0.0.1:${ports.xray}`,
      close: async () => {
        await child.stop();
        removeData();
      },
    };
  } catch (error) {
    await child.stop('SIGKILL');
    removeData();
    throw error;
  }
}

interface Ports {
  readonly http: number;
  readonly otlpHttp: number;
  readonly otlpGrpc: number;
  readonly xray: number;
}

function readPorts(dataDirectory: string, child: Child): Ports | undefined {
  if (!child.isRunning()) throw new Error(`the server ended before it was ready:\n${child.stderr()}`);
  const path = join(dataDirectory, 'combray.json');
  if (!existsSync(path)) return undefined;
  const content: { pid: number; ports: Ports } = JSON.parse(readFileSync(path, 'utf8'));
  // A server that was killed leaves its file behind.
  return content.pid === child.pid ? content.ports : undefined;
}

/** The one-time link of the first-run block on standard output. */
export async function signInLink(server: TestServer): Promise<string> {
  const [link] = await server.process.match(/http:\/\/\S+\/sign-in\?token=\S+/);
  return link;
}

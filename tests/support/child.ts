import { type ChildProcess, spawn } from 'node:child_process';
import { waitFor } from './wait.ts';

/** How a process ended: one of the two is set. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Child {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  readonly exited: Promise<Exit>;
  isRunning(): boolean;
  /** The first match in standard output or standard error; throws when the process ends or the time is over. */
  match(pattern: RegExp, timeoutMs?: number): Promise<RegExpMatchArray>;
  stop(signal?: NodeJS.Signals): Promise<Exit>;
}

/** The environment without what would configure the program under test from outside. */
export function cleanEnvironment(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(COMBRAY|OTEL|ROLLBAR|PAGE|AWS)_|^(PORT|NODE_OPTIONS)$/.test(name),
  );
  return { ...Object.fromEntries(inherited), ...more };
}

export function startChild(
  command: string,
  args: readonly string[],
  { cwd, env = {} }: { cwd?: string; env?: Readonly<Record<string, string>> } = {},
): Child {
  const child = spawn(command, args, {
    ...(cwd === undefined ? {} : { cwd }),
    env: cleanEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = [collect(child, 'stdout'), collect(child, 'stderr')];
  let exit: Exit | undefined;
  const exited = new Promise<Exit>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      exit = { code, signal };
      resolve(exit);
    });
  });
  // A test that fails half-way must not leave its processes behind.
  const killAtExit = () => child.kill('SIGKILL');
  process.once('exit', killAtExit);
  const forget = () => process.off('exit', killAtExit);
  exited.then(forget, forget);
  if (child.pid === undefined) throw new Error(`${command} could not be started`);
  return {
    pid: child.pid,
    stdout,
    stderr,
    exited,
    isRunning: () => exit === undefined,
    match: (pattern, timeoutMs = 20_000) => {
      const look = () => {
        const found = stdout().match(pattern) ?? stderr().match(pattern);
        if (!found && exit) throw new Error(`${command} ended (${exit.code ?? exit.signal}):\n${stderr() || stdout()}`);
        return found ?? undefined;
      };
      return waitFor(look, { what: `${command} to print ${pattern}`, timeoutMs });
    },
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return exited;
    },
  };
}

function collect(child: ChildProcess, name: 'stdout' | 'stderr'): () => string {
  let text = '';
  child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

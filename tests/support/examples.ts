import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isInstalled } from '../../scripts/setup.mjs';
import { type Child, startChild } from './child.ts';
import { ROOT } from './repository.ts';
import type { TestServer } from './server.ts';

const EXPRESS = join(ROOT, 'examples/node-express');

export interface Example {
  readonly process: Child;
  /** Where the example itself listens. */
  readonly origin: string;
}

/** What a user would set to send to this server, and a short export delay so that tests need not wait. */
export function exporterEnvironment(server: Pick<TestServer, 'otlpHttp'>, key: string, service: string) {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: server.otlpHttp,
    OTEL_EXPORTER_OTLP_HEADERS: `x-honeycomb-team=${key}`,
    OTEL_SERVICE_NAME: service,
    OTEL_BSP_SCHEDULE_DELAY: '200',
    OTEL_BLRP_SCHEDULE_DELAY: '200',
    OTEL_METRIC_EXPORT_INTERVAL: '1000',
    OTEL_METRIC_EXPORT_TIMEOUT: '1000',
  };
}

export function startFlask(env: Readonly<Record<string, string>>): Promise<Example> {
  const folder = join(ROOT, 'examples/bootcamp');
  const python = pythonWith(join(folder, 'requirements.txt'));
  return startExample(startChild(python, ['app.py'], { cwd: folder, env: { PORT: '0', ...env } }));
}

/** The switch of examples/bootcamp: whether `/api/activities/home` raises. */
export async function breakHome({ origin }: Pick<Example, 'origin'>, isBroken: boolean): Promise<void> {
  const answer = await fetch(`${origin}/api/switch`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ broken: isBroken }),
  });
  if (!answer.ok) throw new Error(`the switch answered ${answer.status}`);
}

/** `http`: the HTTP instrumentation alone; `auto`: all of auto-instrumentations-node. */
export function startExpress(tracing: 'http' | 'auto', env: Readonly<Record<string, string>>): Promise<Example> {
  installExpress();
  const args = ['--require', `./tracing-${tracing}.js`, 'app.js'];
  return startExample(startChild(process.execPath, args, { cwd: EXPRESS, env: { PORT: '0', ...env } }));
}

async function startExample(child: Child): Promise<Example> {
  const [, origin = ''] = await child.match(/listening on (http:\S+)/);
  return { process: child, origin };
}

/** Python of a virtual environment that has the requirements; made once per content of the file. */
export function pythonWith(requirementsPath: string): string {
  const hash = createHash('sha256').update(readFileSync(requirementsPath)).digest('hex').slice(0, 16);
  const folder = join(ROOT, '.cache', `venv-${hash}`);
  const stamp = join(folder, 'complete');
  const python = join(folder, 'bin/python');
  if (existsSync(stamp)) return python;
  // Without its stamp it is the rest of an interrupted run.
  rmSync(folder, { recursive: true, force: true });
  run('python3', ['-m', 'venv', folder]);
  run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirementsPath]);
  writeFileSync(stamp, '');
  return python;
}

export function installExpress(): void {
  installPackages(EXPRESS);
}

/** `npm ci` of a folder, where its node_modules is missing or does not match its lockfile. */
export function installPackages(folder: string): void {
  if (!isInstalled(folder)) run('npm', ['ci', '--ignore-scripts', '--loglevel=error'], folder);
}

function run(command: string, args: readonly string[], cwd = ROOT): void {
  execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}

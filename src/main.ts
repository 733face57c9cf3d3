import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { systemClock } from './base/clock.ts';
import { createLog, type Log } from './base/log.ts';
import { systemRandomBytes } from './base/random.ts';
import { type Config, ConfigError, helpText, readCommandLine } from './config.ts';
import { otlpGrpc, otlpRoutes } from './doors/otlp/index.ts';
import { rollbarRoutes } from './doors/rollbar/index.ts';
import { openXRayDoor } from './doors/xray/index.ts';
import { isStartFailure, printSetup, type Running, serve } from './server/index.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** Of the memory for what waits: documents wait as text, and take some five times as much while they are read. */
const XRAY_QUEUE_SHARE = 8;

// The server is built to dist/server, the page to dist/web, both beside package.json's directory.
const pageDirectory = fileURLToPath(new URL('../web', import.meta.url));
const packageJson = fileURLToPath(new URL('../../package.json', import.meta.url));

async function main(): Promise<void> {
  const { command, config } = readCommandLine(process.argv.slice(2), process.env);
  switch (command) {
    case 'help':
      return print(helpText());
    case 'version':
      return print(`${readVersion()}\n`);
    case 'print-setup':
      return print(await printSetup({ ...config, clock: systemClock, randomBytes: systemRandomBytes }));
    case 'serve':
      return run(config, createLog(config.logLevel));
  }
}

async function run(config: Config, log: Log): Promise<void> {
  const { bodyLimits, recordLimits, retentionMs } = config;
  const common = { recordLimits, retentionMs, clock: systemClock, random: Math.random, log };
  const otlp = { ...common, bodyLimits };
  const rollbar = { ...common, ...config.rollbar, randomBytes: systemRandomBytes, serverName: hostname() };
  const running = await serve({
    ...config,
    version: readVersion(),
    pageDirectory,
    clock: systemClock,
    randomBytes: systemRandomBytes,
    random: Math.random,
    log,
    greet: print,
    mountDoors: async (app, parts) => {
      await app.register(otlpRoutes, { ...parts, ...otlp });
      await app.register(rollbarRoutes, { ...parts, ...rollbar });
    },
    openGrpc: (parts) => otlpGrpc({ ...parts, ...otlp }),
    openXRay: (parts) => openXRayDoor({ ...parts, ...otlp, queueBytesMax: config.queueBytesMax / XRAY_QUEUE_SHARE }),
  });
  stopOnSignal(running, log);
}

/**
 * A signal drains; further ones change nothing: a supervisor that signals the whole group reaches us twice, directly and
 * through `npm start`, and the drain is bounded anyway. A bug in the background drains too, and is told by the exit code.
 */
function stopOnSignal(running: Running, log: Log): void {
  let isStopping = false;
  const stop = async (exitCode: number) => {
    if (isStopping) return;
    isStopping = true;
    const isClean = await running.close();
    process.exit(isClean ? exitCode : EXIT_FAILED);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      log.info({ signal }, 'draining');
      void stop(0);
    });
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.once(event, (error) => {
      log.error({ err: error, event }, 'a bug; draining and stopping');
      void stop(EXIT_FAILED);
    });
  }
}

function readVersion(): string {
  return (JSON.parse(readFileSync(packageJson, 'utf8')) as { version: string }).version;
}

function print(text: string): void {
  process.stdout.write(text);
}

try {
  await main();
} catch (error) {
  const isUsage = error instanceof ConfigError;
  const text = isUsage || isStartFailure(error) ? `combray: ${error.message}` : `combray: ${(error as Error).stack}`;
  process.stderr.write(`${text}\n`);
  process.exitCode = isUsage ? EXIT_USAGE : EXIT_FAILED;
}

/** `npm run seed`: a day of a shop into a running server. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createSender, type Sender } from '../load/sender.ts';
import { seedDay } from './day.ts';
import { encodeLogs, encodeMetrics, encodeTraces } from './encode.ts';

const USAGE = `npm run seed -- [options]

  --spans N        spans that shoppers cause, health checks besides (100000)
  --seed N         another day (1)
  --end TIME       end of the day, as 2026-11-22T20:00:00Z (now)
  --data DIR       data directory of the server, to find its port (./data)
  --endpoint URL   where OTLP over HTTP goes, instead of --data
  --key KEY        ingest key; without one the server must take senders without a key
`;
const OPTIONS = {
  spans: { type: 'string', default: '100000' },
  seed: { type: 'string', default: '1' },
  end: { type: 'string' },
  data: { type: 'string', default: 'data' },
  endpoint: { type: 'string' },
  key: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;
/** Enough to keep the server busy: it commits many exports at once. */
const CONNECTIONS = 4;

async function run(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) return void process.stdout.write(USAGE);
  const spans = wholeNumber('spans', values.spans);
  const seed = wholeNumber('seed', values.seed);
  const endMs = values.end === undefined ? Date.now() : Date.parse(values.end);
  if (Number.isNaN(endMs)) throw new Error(`--end ${values.end} is no time`);
  const origin = values.endpoint ?? endpointOf(values.data);
  const sender = createSender({ origin, connections: CONNECTIONS, key: values.key });
  try {
    const start = performance.now();
    const count = await sendDay(sender, { seed, spans, endMs });
    const seconds = (performance.now() - start) / 1_000;
    process.stdout.write(
      `${count} spans of seed ${seed}, ending ${new Date(endMs).toISOString()}: ${seconds.toFixed(1)} s\n`,
    );
  } finally {
    sender.close();
  }
}

async function sendDay(sender: Sender, options: Parameters<typeof seedDay>[0]): Promise<number> {
  let count = 0;
  const underWay = new Set<Promise<unknown>>();
  const send = async (path: string, body: Uint8Array) => {
    const sent: Promise<void> = sender.send(path, body).then(() => void underWay.delete(sent));
    underWay.add(sent);
    if (underWay.size >= CONNECTIONS) await Promise.race(underWay);
  };
  for (const exported of seedDay(options)) {
    await send('/v1/traces', encodeTraces(exported));
    const logs = encodeLogs(exported);
    if (logs) await send('/v1/logs', logs);
    const metrics = encodeMetrics(exported);
    if (metrics) await send('/v1/metrics', metrics);
    count += exported.spanCount;
  }
  await Promise.all(underWay);
  return count;
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} ${text} is no whole number`);
  return value;
}

function endpointOf(dataDirectory: string): string {
  const path = join(dataDirectory, 'combray.json');
  try {
    const { endpoints }: { endpoints: { otlpHttp: string } } = JSON.parse(readFileSync(path, 'utf8'));
    return endpoints.otlpHttp;
  } catch (error) {
    throw new Error(`no server runs on ${dataDirectory} (${path} is missing); start one, or say --endpoint`, {
      cause: error,
    });
  }
}

run().catch((error: Error) => {
  process.stderr.write(`seed: ${error.message}\n`);
  process.exitCode = 1;
});

import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';

/** What was sent, and how long it took. */
export interface UdpReport {
  readonly sent: number;
  readonly seconds: number;
}

const HEADER = '{"format":"json","version":1}\n';
const TICK_MS = 5;

/** A request that reads from a table, as the Python SDK tells of it: two spans, some 800 bytes. */
function segment(): string {
  const start = Date.now() / 1_000;
  const hex = (bytes: number) => randomBytes(bytes).toString('hex');
  const body = {
    id: hex(8),
    name: 'backend-flask',
    start_time: start,
    end_time: start + 0.02,
    in_progress: false,
    trace_id: `1-${Math.floor(start).toString(16)}-${hex(12)}`,
    http: {
      request: {
        url: 'http://127.0.0.1:4567/api/activities/home',
        method: 'GET',
        user_agent: 'curl/7.88.1',
        client_ip: '127.0.0.1',
      },
      response: { status: 200, content_length: 306 },
    },
    aws: { xray: { sdk: 'X-Ray for Python', sdk_version: '2.15.0', sampling_rule_name: 'Default' } },
    service: { runtime: 'CPython', runtime_version: '3.11.7' },
    annotations: { feed: 'home', shown: 3 },
    subsegments: [
      {
        id: hex(8),
        name: 'DynamoDB',
        start_time: start + 0.005,
        end_time: start + 0.015,
        namespace: 'aws',
        aws: { operation: 'Query', region: 'eu-west-1', table_name: 'activities', request_id: hex(16) },
        http: { response: { status: 200 } },
      },
    ],
  };
  return HEADER + JSON.stringify(body);
}

/** Sends evenly: what is due every few milliseconds, whatever came before. */
async function send(port: number, perSecond: number, seconds: number): Promise<UdpReport> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.connect(port, '127.0.0.1', resolve));
  const start = performance.now();
  let sent = 0;
  let elapsed = 0;
  while (elapsed < seconds) {
    const due = Math.floor(elapsed * perSecond);
    let last: Promise<void> = Promise.resolve();
    for (; sent < due; sent++) {
      const text = segment();
      last = new Promise((resolve, reject) => socket.send(text, (error) => (error ? reject(error) : resolve())));
    }
    await last;
    await pause(TICK_MS);
    elapsed = (performance.now() - start) / 1_000;
  }
  socket.close();
  return { sent, seconds: elapsed };
}

const { values } = parseArgs({
  options: { port: { type: 'string' }, rate: { type: 'string' }, seconds: { type: 'string' } },
});
const report = await send(Number(values.port), Number(values.rate), Number(values.seconds));
process.stdout.write(`${JSON.stringify(report)}\n`);

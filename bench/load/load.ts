import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../results.ts';
import { seedDay } from '../seed/day.ts';
import { encodeTraces } from '../seed/encode.ts';
import { type PreparedBody, prepareBody, rewriteBody } from './rewrite.ts';
import { createSender } from './sender.ts';

export interface LoadOptions {
  readonly origin: string;
  readonly key?: string;
  readonly connections: number;
  /** Of one request, at least. */
  readonly bodySpans: number;
  /** The load ends after so many spans. */
  readonly spans: number;
  /** Spans a second in all; without it every connection posts again as soon as it is answered. */
  readonly rate?: number;
  /** Spread over this much time that ends now, in order; 0: all of them now. */
  readonly spreadMs: number;
}

export interface LoadReport {
  /** Acknowledged. */
  readonly spans: number;
  readonly requests: number;
  /** Answers that asked to come again; each was obeyed. */
  readonly refusals: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly spansPerSecond: number;
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Of this process while it posted. */
  readonly cpuSeconds: number;
}

/** Two each: a connection never waits for bytes that another one still sends. */
const BODIES_PER_CONNECTION = 2;
/** A busy day, of which the first bodies are taken: health checks are then 1 % of the spans. */
const SEED = { seed: 1, spans: 1_000_000 };
const NS_PER_MS = 1_000_000n;

/** Bodies of the seed's spans, made before the clock runs. */
export function prepareBodies(count: number, bodySpans: number): readonly PreparedBody[] {
  const bodies: PreparedBody[] = [];
  for (const exported of seedDay({ ...SEED, endMs: Date.now(), exportSpans: bodySpans })) {
    if (bodies.push(prepareBody(encodeTraces(exported))) >= count) break;
  }
  return bodies;
}

export async function runLoad(options: LoadOptions): Promise<LoadReport> {
  const { origin, key, connections, bodySpans, spans, rate, spreadMs } = options;
  const bodies = prepareBodies(connections * BODIES_PER_CONNECTION, bodySpans);
  const sender = createSender({ origin, connections, key });
  const latencies: number[] = [];
  const sum = { spans: 0, requests: 0, refusals: 0, bytes: 0 };
  let started = 0;
  const startMs = Date.now();
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const post = async (body: PreparedBody) => {
    const timeMs = startMs - spreadMs * (1 - started / spans);
    started += body.spanCount;
    rewriteBody(body, randomBytes(8), BigInt(Math.round(timeMs)) * NS_PER_MS);
    const { milliseconds, refusalCount } = await sender.send('/v1/traces', body.bytes);
    latencies.push(milliseconds);
    sum.spans += body.spanCount;
    sum.requests += 1;
    sum.refusals += refusalCount;
    sum.bytes += body.bytes.length;
  };
  const connect = async (number: number) => {
    for (let turn = 0; started < spans; turn++) {
      if (rate !== undefined) await sleep(Math.max(0, start + (started / rate) * 1_000 - performance.now()));
      const body = bodies[number * BODIES_PER_CONNECTION + (turn % BODIES_PER_CONNECTION)];
      if (body) await post(body);
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, (_, number) => connect(number)));
  } finally {
    sender.close();
  }
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    ...sum,
    seconds,
    spansPerSecond: sum.spans / seconds,
    latencyMs: { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), max: Math.max(...latencies) },
    cpuSeconds: (user + system) / 1e6,
  };
}

import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, type Registry } from 'prom-client';
import { withDeadline } from '../base/deadline.ts';
import { MS_PER_SECOND } from '../base/time.ts';

/** What must answer before the server counts as ready. Each rejects when its neighbour does not answer. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<void>>>;

/** Asks every check anew. */
export type Readiness = () => Promise<{
  status: 'ready' | 'draining' | 'not ready';
  checks: Readonly<Record<string, string>>;
}>;

const CHECK_TIMEOUT_MS = 2_000;
const NS_PER_SECOND = 1e9;

/** `/healthz` (the process lives), `/readyz` (its stores really answer) and `/metrics` (Prometheus text). */
export function registerOperationsRoutes(
  app: FastifyInstance,
  { readiness, registry }: { readiness: Readiness; registry: Registry },
): void {
  const config = { access: { credential: 'none' } } as const;
  app.get('/healthz', { config }, () => ({ status: 'ok' }));
  app.get('/readyz', { config }, async (_request, reply) => {
    const state = await readiness();
    return reply.code(state.status === 'ready' ? 200 : 503).send(state);
  });
  app.get('/metrics', { config }, async (_request, reply) => {
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}

export function createReadiness(checks: ReadinessChecks, state: { isDraining: () => boolean }): Readiness {
  return async () => {
    const results = await runChecks(checks);
    if (state.isDraining()) return { status: 'draining', checks: results };
    const isReady = Object.values(results).every((result) => result === 'ok');
    return { status: isReady ? 'ready' : 'not ready', checks: results };
  };
}

async function runChecks(checks: ReadinessChecks): Promise<Record<string, string>> {
  const entries = Object.entries(checks).map(async ([name, check]) => {
    try {
      await withDeadline(check(), CHECK_TIMEOUT_MS, `no answer within ${CHECK_TIMEOUT_MS} ms`);
      return [name, 'ok'] as const;
    } catch (error) {
      return [name, error instanceof Error ? error.message : String(error)] as const;
    }
  });
  return Object.fromEntries(await Promise.all(entries));
}

const DELAY_WINDOW_MS = 15 * MS_PER_SECOND;

/** Process figures beside the intake counters; event-loop delay over the last whole window, whoever scrapes and how often. */
export function collectProcessMetrics(registry: Registry): { close(): void } {
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [registry] });
  const p999 = gauge(
    'combray_event_loop_delay_p999_seconds',
    '99.9th percentile of the event-loop delay in the last 15 s.',
  );
  const longest = gauge('combray_event_loop_delay_max_seconds', 'Longest event-loop delay in the last 15 s.');
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const timer = setInterval(() => {
    p999.set(delay.percentile(99.9) / NS_PER_SECOND);
    longest.set(delay.max / NS_PER_SECOND);
    delay.reset();
  }, DELAY_WINDOW_MS);
  timer.unref();
  return {
    close() {
      clearInterval(timer);
      delay.disable();
    },
  };
}

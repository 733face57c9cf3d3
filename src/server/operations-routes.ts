import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, type Registry } from 'prom-client';
import { withDeadline } from '../base/deadline.ts';

/** What must answer before the server counts as ready. Each rejects when its neighbour does not answer. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<void>>>;

const CHECK_TIMEOUT_MS = 2_000;
const NS_PER_SECOND = 1e9;

/** `/healthz` (the process lives), `/readyz` (its stores really answer) and `/metrics` (Prometheus text). */
export function registerOperationsRoutes(
  app: FastifyInstance,
  { checks, registry, isDraining }: { checks: ReadinessChecks; registry: Registry; isDraining: () => boolean },
): void {
  const config = { access: { credential: 'none' } } as const;
  app.get('/healthz', { config }, () => ({ status: 'ok' }));
  app.get('/readyz', { config }, async (_request, reply) => {
    const results = await runChecks(checks);
    const isReady = !isDraining() && Object.values(results).every((result) => result === 'ok');
    return reply
      .code(isReady ? 200 : 503)
      .send({ status: isReady ? 'ready' : isDraining() ? 'draining' : 'not ready', checks: results });
  });
  app.get('/metrics', { config }, async (_request, reply) => {
    return reply.type(registry.contentType).send(await registry.metrics());
  });
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

/** Process figures beside the intake counters; event-loop delay as its 99.9th percentile since the last scrape. */
export function collectProcessMetrics(registry: Registry): { close(): void } {
  collectDefaultMetrics({ register: registry });
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  new Gauge({
    name: 'combray_event_loop_delay_p999_seconds',
    help: '99.9th percentile of the event-loop delay since the last scrape.',
    registers: [registry],
    collect() {
      this.set(delay.percentile(99.9) / NS_PER_SECOND);
      delay.reset();
    },
  });
  return { close: () => void delay.disable() };
}

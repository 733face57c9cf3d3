import { randomBytes } from 'node:crypto';
import { signIn } from '../tests/support/api.ts';
import { otlpJson, postTraces } from '../tests/support/otlp.ts';
import { BOOTSTRAP, startServer } from '../tests/support/server.ts';
import { waitFor } from '../tests/support/wait.ts';
import { appendResult, quantile } from './results.ts';

const ROUNDS = 100;
const SPANS = 50;

/** How long an export takes to be answered (on disk), and until the API lists its trace: one idle sender, one trace a time. */
export async function benchVisible(): Promise<void> {
  const server = await startServer();
  try {
    const api = await signIn(server);
    const answeredMs: number[] = [];
    const visibleMs: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const traceId = randomBytes(16).toString('hex');
      const body = otlpJson({ traceId, spanCount: SPANS, startMs: Date.now() });
      const start = performance.now();
      const answer = await postTraces(server, body, { 'x-honeycomb-team': BOOTSTRAP.key });
      if (answer.status !== 200) throw new Error(`export answered ${answer.status}`);
      answeredMs.push(performance.now() - start);
      const isListed = async () => {
        const { traces } = await api.traces({ sort: 'newest', limit: 5 });
        return traces.some((trace) => trace.traceId === traceId && trace.spanCount === SPANS) || undefined;
      };
      await waitFor(isListed, { what: 'the trace', everyMs: 5 });
      visibleMs.push(performance.now() - start);
    }
    const ms = (values: number[], share: number) => `${quantile(values, share).toFixed(0)} ms`;
    appendResult({
      title: 'From export to visible',
      data: `${ROUNDS} exports of one trace of ${SPANS} spans each, JSON, one after another; visible = listed by the API with every span.`,
      figures: [
        ['answered (synced to disk), p50 / p99', `${ms(answeredMs, 0.5)} / ${ms(answeredMs, 0.99)}`],
        ['visible, p50 / p99', `${ms(visibleMs, 0.5)} / ${ms(visibleMs, 0.99)}`],
      ],
    });
  } finally {
    await server.close();
  }
}

import { otlpLogsJson } from '../tests/support/otlp.ts';

/** One trace of many spans as OTLP JSON, in requests of at most 2,000: the same count gives the same spans. */
export function longTraceRequests(traceId: string, spanCount: number, startMs: number): readonly string[] {
  const spans = Array.from({ length: spanCount }, (_, index) => ({ index, service: index % SERVICES.length }));
  const requests: string[] = [];
  for (let from = 0; from < spanCount; from += SPANS_PER_REQUEST) {
    const part = spans.slice(from, from + SPANS_PER_REQUEST);
    const resourceSpans = SERVICES.map((name, service) => ({
      resource: { attributes: [text('service.name', name)] },
      scopeSpans: [
        {
          scope: { name: 'bench' },
          spans: part.filter((span) => span.service === service).map(({ index }) => span(traceId, index, startMs)),
        },
      ],
    }));
    requests.push(JSON.stringify({ resourceSpans }));
  }
  return requests;
}

/** Log records of that trace, each of a span, an error in 20. */
export function longTraceLogs(traceId: string, logCount: number, spanCount: number, startMs: number): string {
  const records = Array.from({ length: logCount }, (_, log) => {
    const index = Math.floor((log / logCount) * spanCount);
    return {
      atMs: startMs + index + 1,
      spanId: spanId(index),
      severity: log % 20 === 7 ? 17 : 9,
      body: `request ${log} took ${log % 97} ms in its queue`,
    };
  });
  return otlpLogsJson({ traceId, service: SERVICES[0] ?? '', records });
}

const SPANS_PER_REQUEST = 2_000;
const SERVICES = ['frontend', 'checkout', 'auth', 'orders-db', 'payments', 'inventory'];
const NAMES = ['GET /api/home', 'POST /checkout', 'auth.check', 'SELECT orders', 'charge card', 'reserve stock'];
/** A span hangs under the one whose number is this many times smaller: a tree nine levels deep at 10,000 spans. */
const CHILDREN = 3;
const SPAN_MS = 40;

function span(traceId: string, index: number, startMs: number) {
  const start = startMs + index;
  const at = (ms: number) => `${ms}000000`;
  const length = index === 0 ? 12_000 : SPAN_MS + (index % 17) * 20;
  return {
    traceId,
    spanId: spanId(index),
    ...(index === 0 ? {} : { parentSpanId: spanId(Math.floor((index - 1) / CHILDREN)) }),
    name: `${NAMES[index % NAMES.length]} ${index % 97}`,
    kind: 1,
    startTimeUnixNano: at(start),
    endTimeUnixNano: at(start + length),
    attributes: [text('app.index', String(index)), text('http.route', '/api/home')],
    ...(index % 20 === 7 ? { status: { code: 2, message: 'failed' } } : {}),
    ...(index % 5 === 0 ? { events: [{ timeUnixNano: at(start + SPAN_MS / 2), name: 'cache.miss' }] } : {}),
    ...(index % 50 === 3 ? { links: [{ traceId: 'b'.repeat(32), spanId: 'c'.repeat(16) }] } : {}),
  };
}

const spanId = (index: number) => (index + 1).toString(16).padStart(16, '0');
const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

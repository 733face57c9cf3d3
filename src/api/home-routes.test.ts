import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom, takeSeed } from '../../tests/support/random.ts';
import { NOW_MS } from '../access/access.kit.ts';
import { unixNsFromMs } from '../base/time.ts';
import { ATTRIBUTE_STRING } from '../model/event-batch.ts';
import { EventBatchBuilder } from '../model/event-batch-builder.ts';
import type { EnvironmentId } from '../model/ids.ts';
import type { TelemetryStore } from '../store/index.ts';
import { openTestApi, openTestStore, type TestApi } from './api.kit.ts';
import { type HomeResponse, homeResponse, type TraceListResponse, traceListResponse } from './contract/index.ts';

const PREFIX = '/api/ui/environments/bootcamp';
const MINUTE_MS = 60_000;
const FROM_MS = NOW_MS - 30 * MINUTE_MS;
const RANGE = `fromMs=${FROM_MS}&toMs=${NOW_MS}`;
const SERVICES = ['web', 'cart', "it's\n<b>hostile</b> \u202E", ''];
const ROUTES = ['/', '/cart/:id', '/healthz', '/health/deep', '/healthy'];
const KINDS = ['server', 'consumer', 'client', 'internal'] as const;

const OTHER_FROM_MS = NOW_MS + 60 * MINUTE_MS;

/** A span as plain as it can be said; the naive count below knows nothing else. */
interface Plain {
  readonly trace: number;
  readonly id: number;
  /** 0: none. */
  readonly parent: number;
  readonly service: string;
  readonly name: string;
  readonly route: string | undefined;
  readonly kind: (typeof KINDS)[number];
  readonly startMs: number;
  readonly durationMs: number;
  readonly isFailed: boolean;
  readonly weight: number;
}

function makeSpans(random: () => number, traceCount: number): Plain[] {
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  return Array.from({ length: traceCount }, (_, trace) => {
    // Some begin before the range, some end after it.
    const startMs = FROM_MS - 2 * MINUTE_MS + Math.floor(random() * 33 * MINUTE_MS);
    const weight = oneOf([1, 1, 2, 3.5, 10]);
    return Array.from({ length: 1 + Math.floor(random() * 5) }, (_, index): Plain => {
      const route = oneOf(ROUTES);
      return {
        trace: trace + 1,
        id: index + 1,
        parent: index === 0 ? 0 : 1 + Math.floor(random() * index),
        service: oneOf(SERVICES),
        name: random() < 0.1 ? '' : `GET ${route}`,
        route: random() < 0.3 ? undefined : route,
        kind: oneOf(KINDS),
        startMs: startMs + index,
        durationMs: Math.exp(random() * 9),
        isFailed: random() < 0.2,
        weight,
      };
    });
  }).flat();
}

function batchOf(spans: readonly Plain[]) {
  const builder = new EventBatchBuilder();
  const bytes = (value: number, length: number) => Buffer.from(value.toString(16).padStart(length * 2, '0'), 'hex');
  for (const span of spans) {
    if (span.route !== undefined) builder.attribute('http.route', ATTRIBUTE_STRING, span.route);
    builder.endRow({
      timeNs: unixNsFromMs(span.startMs),
      durationNs: BigInt(Math.round(span.durationMs * 1e6)),
      signal: 'trace',
      kind: 'span',
      dataset: 'any',
      traceId: bytes(span.trace, 16),
      spanId: bytes(span.id, 8),
      parentId: bytes(span.parent, 8),
      service: span.service,
      name: span.name,
      spanKind: span.kind,
      statusCode: span.isFailed ? 2 : 0,
      weight: span.weight,
    });
  }
  return builder.build();
}

const isRequest = ({ kind, parent, startMs }: Plain) =>
  (kind === 'server' || kind === 'consumer' || parent === 0) && startMs >= FROM_MS && startMs < NOW_MS;
const isHealthPath = (path: string) => path === '/healthz' || path.startsWith('/health/');
const isHealthCheck = ({ name, route }: Plain) =>
  isHealthPath(name.replace(/^GET /, '')) || (route !== undefined && isHealthPath(route));
const countOf = (spans: readonly Plain[]) => spans.reduce((sum, { weight }) => sum + weight, 0);

/** The smallest duration that at least this share of all weight does not exceed. */
function quantile(spans: readonly Plain[], share: number): number {
  const sorted = spans.toSorted((a, b) => a.durationMs - b.durationMs);
  let left = countOf(sorted) * share;
  return sorted.find(({ weight }) => {
    left -= weight;
    return left <= 0;
  })!.durationMs;
}

function expectFigures(found: HomeResponse['totals'], spans: readonly Plain[]): void {
  expect(found.requestCount).toBeCloseTo(countOf(spans), 6);
  expect(found.errorCount).toBeCloseTo(countOf(spans.filter(({ isFailed }) => isFailed)), 6);
  if (spans.length < 100) return;
  expectQuantile(found.p50Ms, spans, 0.5);
  expectQuantile(found.p99Ms, spans, 0.99);
}

/** Within a hundredth of the value, as the engine promises, and a few rows: where between two it lies is its choice. */
function expectQuantile(found: number | null, spans: readonly Plain[], share: number): void {
  expect(found).toBeGreaterThanOrEqual(quantile(spans, share - 0.02) * 0.99);
  expect(found).toBeLessThanOrEqual(quantile(spans, Math.min(1, share + 0.02)) * 1.01);
}

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

describe('the figures of Home are those of a naive count', () => {
  const spans = makeSpans(seededRandom(takeSeed('home figures')), 2_000);
  const requests = spans.filter(isRequest);
  const shown = requests.filter((span) => !isHealthCheck(span));
  let store: TelemetryStore;
  let api: TestApi;

  const home = async (more = ''): Promise<HomeResponse> => {
    const answer = await api.call('GET', `${PREFIX}/home?${RANGE}${more}`);
    expect(answer.statusCode, answer.body).toBe(200);
    return homeResponse.parse(answer.json());
  };
  const traces = async (query: string): Promise<TraceListResponse> =>
    traceListResponse.parse((await api.call('GET', `${PREFIX}/traces?${query}`)).json());

  beforeAll(async () => {
    store = await openTestStore();
    api = await openTestApi(store);
    const environment = api.firstRun.environment.id as EnvironmentId;
    await store.write({ environment, source: 'test/1', batch: batchOf(spans) });
  });
  afterAll(async () => {
    await api.close();
    await store.close();
  });

  it('in all, and over time', async () => {
    const { totals, series, healthCheckCount } = await home();
    expectFigures(totals, shown);
    expect(healthCheckCount).toBeCloseTo(countOf(requests) - countOf(shown), 6);
    expect(countOf(requests)).toBeGreaterThan(countOf(shown));
    series.timeMs.forEach((timeMs, bucket) => {
      const inBucket = shown.filter(({ startMs }) => startMs >= timeMs && startMs < timeMs + series.bucketMs);
      expect(series.requestCount[bucket]).toBeCloseTo(countOf(inBucket), 6);
      expect(series.errorCount[bucket]).toBeCloseTo(countOf(inBucket.filter(({ isFailed }) => isFailed)), 6);
    });
    expect(sum(series.requestCount)).toBeCloseTo(totals.requestCount, 6);
  });

  it('with health checks shown', async () => {
    const { totals, healthCheckCount } = await home('&healthChecks=shown');
    expectFigures(totals, requests);
    expect(healthCheckCount).toBeCloseTo(countOf(requests) - countOf(shown), 6);
  });

  it('by service, the busiest first, whatever it is called', async () => {
    const { groups, groupCount, series } = await home();
    expect(groups.map(({ name }) => name).toSorted()).toEqual(SERVICES.toSorted());
    expect(groupCount).toBe(SERVICES.length);
    const counts = groups.map(({ requestCount }) => requestCount);
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
    for (const group of groups) {
      expectFigures(
        group,
        shown.filter(({ service }) => service === group.name),
      );
      expect(group.requestCounts).toHaveLength(series.timeMs.length);
      expect(sum(group.requestCounts)).toBeCloseTo(group.requestCount, 6);
    }
  });

  it.each(SERVICES)('of the service %j, by operation', async (service) => {
    const own = shown.filter((span) => span.service === service);
    const { totals, groups } = await home(`&service=${encodeURIComponent(service)}`);
    expectFigures(totals, own);
    const names = [...new Set(own.map(({ name }) => name))];
    expect(groups.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
    for (const group of groups)
      expectFigures(
        group,
        own.filter(({ name }) => name === group.name),
      );
  });

  it('in the cells of the heatmap, of which each leads to the traces with its requests', async () => {
    const { heatmap, series, totals } = await home();
    const cellCount = heatmap.edgesMs.length - 1;
    expect(sum(heatmap.counts.flat())).toBeCloseTo(totals.requestCount, 6);
    const lastCell = cellCount - 1;
    const box = (bucket: number, cell: number) => (span: Plain) => {
      const timeMs = series.timeMs[bucket]!;
      const isBelow = cell === lastCell || span.durationMs < heatmap.edgesMs[cell + 1]!;
      const isAtLeast = cell === 0 || span.durationMs >= heatmap.edgesMs[cell]!;
      return span.startMs >= timeMs && span.startMs < timeMs + series.bucketMs && isBelow && isAtLeast;
    };
    for (let cell = 0; cell < cellCount; cell += 7) {
      const bucket = heatmap.counts.findIndex((counts) => counts[cell]! > 0);
      if (bucket < 0) continue;
      const inBox = shown.filter(box(bucket, cell));
      expect(heatmap.counts[bucket]![cell]).toBeCloseTo(countOf(inBox), 6);
      const timeMs = Math.max(FROM_MS, series.timeMs[bucket]!);
      const bounds = [
        ...(cell === 0 ? [] : [`requestMinMs=${heatmap.edgesMs[cell]}`]),
        ...(cell === lastCell ? [] : [`requestBelowMs=${heatmap.edgesMs[cell + 1]}`]),
      ];
      const range = `fromMs=${timeMs}&toMs=${Math.min(NOW_MS, series.timeMs[bucket]! + series.bucketMs) - 1}`;
      const list = await traces([range, 'requestHealthChecks=hidden', ...bounds].join('&'));
      const expected = [...new Set(inBox.map(({ trace }) => trace.toString(16).padStart(16, '0')))];
      expect(list.traces.map(({ traceId }) => traceId.slice(-16)).toSorted()).toEqual(expected.toSorted());
    }
  });

  it('list traces that have such a request', async () => {
    const { traces: lists } = await home();
    const ids = (found: typeof lists.slowest) => found.map(({ traceId }) => Number.parseInt(traceId, 16));
    const byDuration = shown.toSorted((a, b) => b.durationMs - a.durationMs).map(({ trace }) => trace);
    expect(ids(lists.slowest).toSorted()).toEqual([...new Set(byDuration)].slice(0, lists.slowest.length).toSorted());
    for (const trace of ids(lists.failing)) {
      expect(shown.some((span) => span.trace === trace && span.isFailed)).toBe(true);
    }
    const newestMs = Math.max(...shown.map(({ startMs }) => startMs));
    expect(shown.some((span) => ids(lists.newest).includes(span.trace) && span.startMs === newestMs)).toBe(true);
    expect([lists.slowest.length, lists.failing.length, lists.newest.length]).toEqual([6, 6, 6]);
  });

  it.each([
    ['requestFailed=yes', ({ isFailed }: Plain) => isFailed],
    ['requestService=cart', ({ service }: Plain) => service === 'cart'],
    [`requestName=${encodeURIComponent('GET /healthz')}`, ({ name }: Plain) => name === 'GET /healthz'],
  ])('%s lists as many traces as there are with such a request', async (query, matches) => {
    const { totalCount } = await traces(`fromMs=${FROM_MS}&toMs=${NOW_MS - 1}&${query}`);
    expect(totalCount).toBe(new Set(requests.filter(matches).map(({ trace }) => trace)).size);
  });

  it.each(['', 'fromMs=1&toMs=1', 'fromMs=-1&toMs=1', 'fromMs=0&toMs=1&healthChecks=maybe', 'fromMs=0&toMs=1&x=1'])(
    'are refused for ?%s',
    async (query) => {
      const answer = await api.call('GET', `${PREFIX}/home?${query}`);
      expect(answer.statusCode).toBe(400);
      expect(answer.json().error.code).toBe('request-invalid');
    },
  );

  it('are nothing of spans that no request is, and right for a single one', async () => {
    const environment = api.firstRun.environment.id as EnvironmentId;
    const inner: Plain = {
      ...{ trace: 9_999, id: 2, parent: 1, service: 'web', name: 'inner', route: undefined, kind: 'internal' },
      ...{ startMs: OTHER_FROM_MS, durationMs: 5, isFailed: true, weight: 2.5 },
    };
    const later = async () => {
      const range = `fromMs=${OTHER_FROM_MS}&toMs=${OTHER_FROM_MS + MINUTE_MS}`;
      return homeResponse.parse((await api.call('GET', `${PREFIX}/home?${range}`)).json());
    };
    await store.write({ environment, source: 'test/1', batch: batchOf([inner]) });
    expect(await later()).toMatchObject({ totals: { requestCount: 0 }, groups: [], traces: { newest: [] } });

    await store.write({
      environment,
      source: 'test/1',
      batch: batchOf([{ ...inner, id: 1, parent: 0, name: 'root' }]),
    });
    const { totals, groups, heatmap, traces: lists } = await later();
    expect(totals).toEqual({ requestCount: 2.5, errorCount: 2.5, p50Ms: 5, p99Ms: 5 });
    expect(groups).toMatchObject([{ name: 'web', requestCount: 2.5 }]);
    expect(sum(heatmap.counts.flat())).toBe(2.5);
    expect(lists.failing.map(({ rootName, spanCount }) => [rootName, spanCount])).toEqual([['root', 2]]);
  });

  it('are all nothing where nothing is', async () => {
    const answer = await api.call('GET', `${PREFIX}/home?fromMs=0&toMs=60000`);
    const empty = homeResponse.parse(answer.json());
    expect(empty.totals).toEqual({ requestCount: 0, errorCount: 0, p50Ms: null, p99Ms: null });
    expect(empty).toMatchObject({ groups: [], groupCount: 0, healthCheckCount: 0 });
    expect(empty.traces).toEqual({ slowest: [], failing: [], newest: [] });
  });
});

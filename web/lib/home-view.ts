import type { HomeResponse } from '../../src/api/contract/index.ts';
import { COUNTED_SOURCES, type CountedSource } from '../../src/model/counted-source.ts';
import type { HeatmapCells, ValueBounds } from './heatmap-cells.ts';
import type { SearchParams } from './search-params.ts';
import type { TimeWindow } from './time-range.ts';
import { choiceField, createViewCodec, type ViewState } from './view-state.ts';

const HOME_FIELDS = {
  'health-checks': choiceField(['hidden', 'shown'], 'hidden'),
  counted: choiceField(COUNTED_SOURCES, 'opentelemetry'),
  latency: choiceField(['heatmap', 'table'], 'heatmap'),
} as const;

/** How Home and a service's page stand in the address. */
export const homeView = createViewCodec({ fields: HOME_FIELDS });
export type HomeView = ViewState<typeof HOME_FIELDS>;

/** Requests whose traces are looked for. */
export interface RequestLink {
  readonly service?: string | undefined;
  readonly name?: string | undefined;
  readonly isFailed?: boolean;
  readonly bounds?: ValueBounds;
  /** Instead of the page's range. */
  readonly window?: TimeWindow;
  readonly healthChecks: HomeView['health-checks'];
  readonly counted: CountedSource;
  readonly sort?: 'newest' | 'slowest';
}

/** The address of the list of traces with such requests. */
export function requestSearch(link: RequestLink): SearchParams {
  const { bounds = {}, window } = link;
  const params: SearchParams = {
    'request-service': link.service,
    'request-name': link.name,
    'request-min-ms': bounds.leastMs?.toString(),
    'request-below-ms': bounds.belowMs?.toString(),
    'request-failed': link.isFailed ? 'on' : undefined,
    'request-health-checks': link.healthChecks === 'hidden' ? 'hidden' : undefined,
    'request-counted': link.counted === 'xray' ? 'xray' : undefined,
    sort: link.sort === 'slowest' ? 'slowest' : undefined,
    // The end of a window is not in it, the last millisecond of a list is.
    ...(window ? { from: String(Math.floor(window.fromMs)), to: String(Math.ceil(window.toMs) - 1) } : {}),
  };
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
}

export type HomeFigures = Pick<HomeResponse, 'startMs' | 'endMs' | 'series'>;

/** How much of a bucket lies in the range: the first and the last may reach beyond it. */
export function bucketWindow({ startMs, endMs, series }: HomeFigures, bucket: number): TimeWindow {
  const at = series.timeMs[bucket] ?? startMs;
  return { fromMs: Math.max(startMs, at), toMs: Math.min(endMs, at + series.bucketMs) };
}

/** Requests per millisecond of each bucket. */
export function ratesOf(figures: HomeFigures): readonly number[] {
  return figures.series.requestCount.map((count, bucket) => {
    const { fromMs, toMs } = bucketWindow(figures, bucket);
    return count / Math.max(1, toMs - fromMs);
  });
}

/** Null where a bucket has no request to be a share of. */
export function errorSharesOf({ series }: Pick<HomeResponse, 'series'>): ReadonlyArray<number | null> {
  return series.errorCount.map((errors, bucket) => {
    const requests = series.requestCount[bucket] ?? 0;
    return requests === 0 ? null : Math.min(1, errors / requests);
  });
}

export function heatmapCellsOf({ startMs, endMs, series, heatmap }: HomeResponse): HeatmapCells {
  return {
    window: { fromMs: startMs, toMs: endMs },
    bucketMs: series.bucketMs,
    timeMs: series.timeMs,
    edgesMs: heatmap.edgesMs,
    counts: heatmap.counts,
  };
}

import './stat-tiles.css';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { HomeResponse } from '../../../src/api/contract/index.ts';
import { formatDuration } from '../../lib/format-duration.ts';
import { formatCounted, type Quantity as QuantityParts } from '../../lib/format-number.ts';
import { formatRate, formatShare } from '../../lib/format-rate.ts';
import { bucketWindow, errorSharesOf, type RequestLink, ratesOf, requestSearch } from '../../lib/home-view.ts';
import type { SearchParams } from '../../lib/search-params.ts';
import { Quantity } from '../../ui/quantity.tsx';
import { Spark, type SparkLine } from '../../ui/spark.tsx';

const NS_PER_MS = 1e6;
const NONE: QuantityParts = { digits: '-', unit: '' };

interface StatTilesProps {
  readonly environment: string;
  readonly figures: HomeResponse;
  readonly link: RequestLink;
  readonly hovered: number | undefined;
  readonly onHover: (bucket: number | undefined) => void;
}

/** Requests, errors and latency over the range; of one bucket while the pointer is at it. */
export function StatTiles({ environment, figures, link, hovered, onHover }: StatTilesProps) {
  const { series } = figures;
  const shown = hovered === undefined ? ofRange(figures) : ofBucket(figures, hovered);
  const chart = (label: string, lines: readonly SparkLine[]) => (
    <Spark label={label} lines={lines} hovered={hovered} onHover={onHover} />
  );
  const open = { environment, search: requestSearch({ ...link, ...shown.at }) };
  const failing = { environment, search: requestSearch({ ...link, ...shown.at, isFailed: true }) };
  const slowest = { environment, search: requestSearch({ ...link, ...shown.at, sort: 'slowest' }) };
  const latency = (name: string, ms: number | null, isDashed: boolean, colour: string) => (
    <span>
      <span className="stat__name" style={{ '--spark-colour': `var(--${colour})` }}>
        <span className={isDashed ? 'stat__key stat__key--dashed' : 'stat__key'} />
        {name}
      </span>
      <Value {...slowest} quantity={ms === null ? NONE : formatDuration(ms * NS_PER_MS)} />
    </span>
  );
  return (
    <div className="stats">
      <Tile title="Requests" chart={chart('Rate of requests over time', [line(ratesOf(figures), 'series-1')])}>
        <Value {...open} quantity={formatRate(shown.requestCount, shown.lengthMs)} />
        <span className="stat__more">{formatCounted(rounded(shown.requestCount), 'request')}</span>
      </Tile>
      <Tile title="Errors" chart={chart('Share of failed requests over time', [line(errorSharesOf(figures), 'error')])}>
        <Value {...failing} quantity={formatShare(shown.errorCount, shown.requestCount)} />
        <span className="stat__more">{`${formatCounted(rounded(shown.errorCount), 'request')} failed`}</span>
      </Tile>
      <Tile
        title="Latency"
        chart={chart('Median and 99th percentile of the duration over time', [
          line(series.p50Ms, 'series-1', true),
          line(series.p99Ms, 'series-6'),
        ])}
      >
        {latency('p50', shown.p50Ms, true, 'series-1')}
        {latency('p99', shown.p99Ms, false, 'series-6')}
      </Tile>
    </div>
  );
}

const line = (values: SparkLine['values'], colour: string, isDashed = false): SparkLine => ({
  values,
  colour,
  isDashed,
});

/** Weights are fractional: an estimate of so many requests is no more exact than one. */
const rounded = (count: number) => (count >= 100 ? Math.round(count) : Math.round(count * 10) / 10);

function ofRange({ totals, startMs, endMs }: HomeResponse) {
  return { ...totals, lengthMs: endMs - startMs, at: {} };
}

function ofBucket(figures: HomeResponse, bucket: number) {
  const { series } = figures;
  const window = bucketWindow(figures, bucket);
  return {
    requestCount: series.requestCount[bucket] ?? 0,
    errorCount: series.errorCount[bucket] ?? 0,
    p50Ms: series.p50Ms[bucket] ?? null,
    p99Ms: series.p99Ms[bucket] ?? null,
    lengthMs: window.toMs - window.fromMs,
    at: { window },
  };
}

function Tile({ title, chart, children }: { title: string; chart: ReactNode; children: ReactNode }) {
  return (
    <section className="stat panel">
      <h2 className="label">{title}</h2>
      <div className="stat__values">{children}</div>
      {chart}
    </section>
  );
}

interface ValueProps {
  readonly environment: string;
  readonly search: SearchParams;
  readonly quantity: QuantityParts;
}

function Value({ environment, search, quantity }: ValueProps) {
  return (
    <Link className="stat__value" to="/$environment/traces" params={{ environment }} search={search}>
      <Quantity {...quantity} />
    </Link>
  );
}

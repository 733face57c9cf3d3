import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DAY_MS, type SeedOptions, seedDay } from './day.ts';
import { encodeLogs, encodeMetrics, encodeTraces } from './encode.ts';
import { countFacts, isHealthCheck } from './facts.ts';
import type { SeedAttributes, SeedExport, SeedResource, SeedSpan } from './record.ts';

const END_MS = Date.parse('2026-11-22T20:00:00Z');
const SMALL: SeedOptions = { seed: 7, spans: 4_000, endMs: END_MS };

function hashOf(exports: Iterable<SeedExport>): string {
  const hash = createHash('sha256');
  for (const exported of exports) {
    hash.update(encodeTraces(exported));
    for (const bytes of [encodeLogs(exported), encodeMetrics(exported)]) if (bytes) hash.update(bytes);
  }
  return hash.digest('hex');
}

function* spansOf(exports: Iterable<SeedExport>): Generator<{ span: SeedSpan; resource: SeedResource }> {
  for (const { groups } of exports) {
    for (const { resource, spans } of groups) for (const span of spans) yield { span, resource };
  }
}

describe('a day of the seed', () => {
  const small = [...seedDay(SMALL)];
  const large = [...seedDay({ ...SMALL, spans: 60_000 })];

  it('is byte for byte the same for the same seed, size and end, and another for any other', () => {
    expect(hashOf(seedDay(SMALL))).toBe(hashOf(small));
    // The first export of another day differs already.
    const first = (options: SeedOptions) => hashOf([seedDay(options).next().value as SeedExport]);
    expect(first(SMALL)).toBe(hashOf(small.slice(0, 1)));
    for (const other of [{ seed: 8 }, { spans: 4_500 }, { endMs: END_MS + 1 }]) {
      expect(first({ ...SMALL, ...other })).not.toBe(first(SMALL));
    }
  });

  it('has the size that was asked for, besides the health checks', () => {
    const { spans, healthChecks } = countFacts(large);
    expect(Math.abs(spans.count - healthChecks.count - 60_000)).toBeLessThan(60_000 * 0.03);
    // Four services, every 30 s but for the last minute.
    expect(healthChecks.count).toBe(4 * (2_880 - 2));
  });

  it('lies within its 24 hours and its exports are in order of time', () => {
    const [startUs, endUs] = [(END_MS - DAY_MS) * 1_000, END_MS * 1_000];
    let lastRootUs = 0;
    for (const { span } of spansOf(large)) {
      expect(span.startUs >= startUs && span.startUs + span.durationUs <= endUs && span.durationUs > 0).toBe(true);
    }
    for (const exported of large) {
      const roots = [...spansOf([exported])].filter(({ span }) => span.parentSpanId === '' && span.links.length === 0);
      const firstUs = Math.min(...roots.map(({ span }) => span.startUs));
      expect(firstUs).toBeGreaterThanOrEqual(lastRootUs);
      lastRootUs = Math.max(...roots.map(({ span }) => span.startUs));
    }
  });

  it('is at most as large an export as one trace more than asked for', () => {
    for (const exported of [...seedDay({ ...SMALL, exportSpans: 100 })].slice(0, -1)) {
      expect(exported.spanCount).toBeGreaterThanOrEqual(100);
      expect(exported.spanCount).toBeLessThan(200);
      expect([...spansOf([exported])]).toHaveLength(exported.spanCount);
    }
  });

  it('has whole traces: every parent is there but for services that sample, whose spans stand for as many', () => {
    const ids = new Set([...spansOf(large)].map(({ span }) => span.spanId));
    const [orphans, weights] = [new Set<string>(), new Set<string>()];
    for (const { span, resource } of spansOf(large)) {
      if (span.parentSpanId !== '' && !ids.has(span.parentSpanId)) orphans.add(resource.service);
      if (span.weight > 1) weights.add(`${resource.service} ${span.weight} ${span.attributes.SampleRate}`);
    }
    expect([...orphans]).toEqual([]);
    expect([...weights].sort()).toEqual(['recommendation 10 10', 'search 4 4']);
  });

  it('links the trace of a consumer to the span that sent the message', () => {
    const sent = new Map(
      [...spansOf(large)].filter(({ span }) => span.kind === 4).map(({ span }) => [span.spanId, span]),
    );
    const links = [...spansOf(large)].flatMap(({ span }) => span.links.map((link) => ({ span, link })));
    expect(links.length).toBeGreaterThan(100);
    for (const { span, link } of links) {
      expect(sent.get(link.spanId)?.traceId).toBe(link.traceId);
      expect(span.traceId).not.toBe(link.traceId);
    }
  });

  it('measures the requests that its spans tell of, but those of the last ten minutes', () => {
    const measurements = large.flatMap((exported) => exported.measurements);
    const counted = new Map<string, number>();
    for (const { resource, durations, startUs, timeUs } of measurements) {
      expect(timeUs - startUs).toBe(600_000_000);
      expect(durations.bucketCounts.reduce((sum, count) => sum + count)).toBe(durations.count);
      counted.set(resource.service, (counted.get(resource.service) ?? 0) + durations.count);
    }
    for (const [service, { requests }] of countFacts(large).services) {
      expect(counted.get(service)).toBeLessThanOrEqual(requests.count);
      expect(counted.get(service)).toBeGreaterThan(requests.count * 0.97);
    }
  });

  it('has 200 attribute names, of which three are unique ids', () => {
    const values = new Map<string, { count: number; distinct: Set<unknown> }>();
    const add = (attributes: SeedAttributes) => {
      for (const [name, value] of Object.entries(attributes)) {
        const known = values.get(name) ?? { count: 0, distinct: new Set() };
        values.set(name, known);
        known.count++;
        known.distinct.add(typeof value === 'object' ? value.double : value);
      }
    };
    for (const { span, resource } of spansOf(large)) {
      for (const { attributes } of [span, resource, ...span.events, ...span.links]) add(attributes);
    }
    for (const { groups } of large) for (const { logs } of groups) for (const { attributes } of logs) add(attributes);
    expect(values.size).toBe(200);
    const unique = [...values].filter(([, { count, distinct }]) => count > 100 && distinct.size > count / 2);
    expect(unique.map(([name]) => name).sort()).toEqual([
      'app.order.id',
      'http.request.header.x-request-id',
      'messaging.message.id',
    ]);
    for (const [, { count, distinct }] of unique) expect(distinct.size).toBe(count);
  });

  it('is counted by countFacts as one would by hand', () => {
    const facts = countFacts(small);
    const spans = [...spansOf(small)];
    expect(facts.spans.count).toBe(spans.length);
    expect(facts.traceCount).toBe(new Set(spans.map(({ span }) => span.traceId)).size);
    const ofSearch = spans.filter(({ resource }) => resource.service === 'search');
    expect(facts.services.get('search')?.spans).toEqual({ count: ofSearch.length, weight: 4 * ofSearch.length });
    const failed = spans.filter(({ span, resource }) => resource.service === 'gateway' && span.hasError);
    expect(facts.services.get('gateway')?.failedSpans.count).toBe(failed.length);
    const sum = [...facts.services.values()].reduce((total, { requests }) => total + requests.weight, 0);
    expect(facts.requests.weight).toBe(sum);
    expect(spans.filter(({ span }) => isHealthCheck(span))).toHaveLength(facts.healthChecks.count);
  });
});

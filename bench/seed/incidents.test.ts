import { describe, expect, it } from 'vitest';
import { DAY_MS, seedDay } from './day.ts';
import { INCIDENTS, type Incident } from './incidents.ts';
import type { SeedAttributes, SeedSpan } from './record.ts';

const END_MS = Date.parse('2026-11-22T20:00:00Z');
const SHARE_MAX = 0.02;

/** Spans an incident may befall, by whether they have its first and its second column's value. */
interface Quarter {
  count: number;
  bad: number;
}

const spansOfTrace = new Map<string, number>();
let spanCount = 0;
const candidates: { service: string; span: SeedSpan; resource: SeedAttributes }[] = [];
for (const { groups } of seedDay({ seed: 3, spans: 150_000, endMs: END_MS })) {
  for (const { resource, spans } of groups) {
    for (const span of spans) {
      spanCount++;
      spansOfTrace.set(span.traceId, (spansOfTrace.get(span.traceId) ?? 0) + 1);
      if (INCIDENTS.some(({ operation }) => operation === span.name)) {
        candidates.push({ service: resource.service, span, resource: resource.attributes });
      }
    }
  }
}

function isBad(span: SeedSpan, { symptom }: Incident): boolean {
  if ('slowMs' in symptom) return span.durationUs >= symptom.slowMs * 1_000;
  return span.events.some((event) => event.attributes['exception.type'] === symptom.exception.type);
}

function quartersOf(incident: Incident) {
  const { service, operation, from, to, columns } = incident;
  const quarters = new Map<string, Quarter>();
  const traces = new Set<string>();
  for (const { span, resource, service: ownService } of candidates) {
    const dayShare = (span.startUs / 1_000 - (END_MS - DAY_MS)) / DAY_MS;
    if (ownService !== service || span.name !== operation || dayShare < from || dayShare >= to) continue;
    const key = columns.map(({ name, value }) => (span.attributes[name] ?? resource[name]) === value).join();
    const quarter = quarters.get(key) ?? { count: 0, bad: 0 };
    quarters.set(key, quarter);
    quarter.count++;
    if (!isBad(span, incident)) continue;
    quarter.bad++;
    traces.add(span.traceId);
  }
  return { quarters, traces };
}

describe.each(INCIDENTS)('the incident of $name', (incident) => {
  const { quarters, traces } = quartersOf(incident);
  const badShare = (key: string) => {
    const { count, bad } = quarters.get(key) ?? { count: 0, bad: 0 };
    expect(count).toBeGreaterThan(20);
    return bad / count;
  };

  it('touches at most 2 % of the spans, all spans of its traces counted, and not too few to be seen', () => {
    const touched = [...traces].reduce((sum, traceId) => sum + (spansOfTrace.get(traceId) ?? 0), 0);
    expect(touched / spanCount).toBeLessThanOrEqual(SHARE_MAX);
    expect(touched / spanCount).toBeGreaterThan(SHARE_MAX / 10);
  });

  it('shows where both columns have their value, and not where only one has', () => {
    expect(badShare('true,true')).toBeGreaterThan(0.95);
    for (const one of ['true,false', 'false,true', 'false,false']) expect(badShare(one)).toBeLessThan(0.05);
  });

  it('is less than half of what either column alone selects', () => {
    const both = quarters.get('true,true')?.count ?? 0;
    expect(both / (both + (quarters.get('true,false')?.count ?? 0))).toBeLessThan(0.5);
    expect(both / (both + (quarters.get('false,true')?.count ?? 0))).toBeLessThan(0.5);
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { attribute, decodeBoth, metricsRequest } from '../../../tests/support/otlp-decode.ts';

// Few names, so that metrics, their columns and attributes clash often.
const names = fc.constantFrom('a', 'b', 'h', 'h.count', 'h.p50', 'a.b');
const times = fc.constantFrom('1000000000', '1999999999', '2000000000');
const attributes = fc
  .uniqueArray(fc.tuple(names, fc.constantFrom('x', 'y')), { selector: ([name]) => name, maxLength: 3 })
  .map((pairs) => pairs.map(([name, value]) => attribute(name, value)));
const numberPoint = fc.record({ timeUnixNano: times, attributes, asInt: fc.integer().map(String) });
const histogramPoint = fc.record({
  timeUnixNano: times,
  attributes,
  count: fc.constantFrom('0', '3'),
  bucketCounts: fc.constantFrom(['1', '2'], ['0', '0']),
  explicitBounds: fc.constant([5]),
});
const metrics = fc.array(
  fc.oneof(
    fc.record({
      name: names,
      gauge: fc.record({ dataPoints: fc.array(numberPoint, { minLength: 1, maxLength: 4 }) }),
    }),
    fc.record({
      name: names,
      histogram: fc.record({ dataPoints: fc.array(histogramPoint, { minLength: 1, maxLength: 4 }) }),
    }),
  ),
  { maxLength: 8 },
);

interface Point {
  readonly attributes?: readonly { readonly key: string; readonly value: { readonly stringValue: string } }[];
}
type Metric = { readonly name: string } & Readonly<
  Record<'gauge' | 'histogram', { readonly dataPoints: readonly Point[] }>
>;

/** A point in a form that does not depend on the order of anything. */
function pointKey({ name, ...data }: Metric, point: Point, rowAttributes: Readonly<Record<string, string>>): string {
  const { attributes: own = [], ...rest } = point;
  const all = { ...rowAttributes, ...Object.fromEntries(own.map(({ key, value }) => [key, value.stringValue])) };
  return JSON.stringify([name, Object.keys(data), Object.entries(rest).sort(), Object.entries(all).sort()]);
}

const pointsOf = (metric: Metric) => (metric.gauge ?? metric.histogram).dataPoints;

it('whatever clashes, every point can be given back from the rows as it was sent', () => {
  fc.assert(
    fc.property(metrics, (sent) => {
      const { rows, rejected } = decodeBoth(metricsRequest(sent), { signal: 'metrics' });
      expect(rejected).toEqual([]);
      const found = rows.flatMap((row) => {
        const { attr_json: kept, attr_string: texts } = row as Record<string, Record<string, string>>;
        const each = Object.values(kept ?? {}).map((json) => JSON.parse(json) as Metric);
        return each.flatMap((metric) => pointsOf(metric).map((point) => pointKey(metric, point, texts ?? {})));
      });
      const wanted = (sent as unknown as Metric[]).flatMap((metric) =>
        pointsOf(metric).map((point) => pointKey(metric, point, {})),
      );
      expect(found.sort()).toEqual(wanted.sort());
    }),
    { numRuns: 300 },
  );
});

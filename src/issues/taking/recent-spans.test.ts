import { expect, it } from 'vitest';
import { createRecentSpans } from './recent-spans.ts';

const places = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ spanId: `s${index}`, parentId: '', isRelay: false }));

it('what was used last is kept, however large the traces are', () => {
  const spans = createRecentSpans();
  const traceIds = Array.from({ length: 60 }, (_, index) => `t${index}`);
  for (const traceId of traceIds) {
    spans.add(traceId, places(20_000));
    spans.add('t0', places(1));
  }
  const sizes = traceIds.map((traceId) => spans.of(traceId).size);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(500_000);
  expect([sizes[0], sizes[1], sizes.at(-1)]).toEqual([10_000, 0, 10_000]);
});

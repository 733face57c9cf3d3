import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawnSpans, drawnTrace } from './drawn-trace.kit.ts';
import { withLogRows } from './waterfall-logs.ts';
import { waterfallRows } from './waterfall-rows.ts';
import { searchSpans } from './waterfall-search.ts';
import { isLog, nameOf, type WaterfallSpans, waterfallSpans } from './waterfall-spans.ts';

/** Rows as text: indentation is depth, `-` a log record, then events, then `!` where a collapsed row would tell of an error. */
function rowsOf(spans: WaterfallSpans): string[] {
  return Array.from({ length: spans.count }, (_, span) => {
    const events = '*'.repeat((spans.eventFrom[span + 1] ?? 0) - (spans.eventFrom[span] ?? 0));
    const kind = isLog(spans, span) ? '- ' : '';
    return `${'  '.repeat(spans.depth[span] ?? 0)}${kind}${nameOf(spans, span)}${events}${spans.hidesError[span] ? ' !' : ''}`;
  });
}

const CHECKOUT = `
  checkout web 0+100
    - 1 web begun
    charge pay 20+50 *30 *40
      bank pay 30+10 *35
        - 33 pay !declined
      - 60 pay gave up
    - 75 web undone
    email web 80+10
    - 99 web done
  - 50 web of no span
  -? 120 web its span is not here
`;

describe('log records among the spans', () => {
  it('stand beneath their span, by time between its children; at the top level where there is none', () => {
    expect(rowsOf(drawnSpans(CHECKOUT))).toEqual([
      'checkout !',
      '  - begun',
      '  charge** !',
      '    bank* !',
      '      - declined',
      '    - gave up',
      '  - undone',
      '  email',
      '  - done',
      '- of no span',
      '- its span is not here',
    ]);
  });

  it('are hidden with their span, and found by what they say', () => {
    const spans = drawnSpans(CHECKOUT);
    const rows = waterfallRows(spans, new Set([spans.key[2] ?? '']));
    expect(Array.from(rows.spanOfRow, (span) => nameOf(spans, span)).slice(0, 4)).toEqual([
      ...['checkout', 'begun', 'charge', 'undone'],
    ]);
    expect(Array.from(searchSpans(spans, 'DECLINED'), (span) => nameOf(spans, span))).toEqual(['declined']);
  });

  it('alone are a list', () => {
    expect(rowsOf(drawnSpans('- 5 web one\n- 7 web !two'))).toEqual(['- one', '- two']);
  });

  it('of one content have keys of their own, which lead to their rows', () => {
    const trace = drawnTrace('a web 0+9\n  - 1 web same\n  - 1 web same');
    trace.logs.key.fill('ab');
    const spans = withLogRows(waterfallSpans(trace), trace.logs);
    expect(spans.key.slice(1)).toEqual(['log-ab', 'log-ab#2']);
    expect(spans.spanOfKey.get('log-ab#2')).toBe(2);
  });

  it('leave a trace without any as it is', () => {
    const spans = waterfallSpans(drawnTrace('a web 0+9'));
    expect(withLogRows(spans, drawnTrace('a web 0+9').logs)).toBe(spans);
  });

  it('keep every span in its order and under its parent, each log record right beneath its own', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ depth: fc.nat(4), start: fc.nat(50) }), { minLength: 1, maxLength: 20 }),
        fc.array(fc.record({ span: fc.nat(), at: fc.integer({ min: -20, max: 120 }) }), { maxLength: 30 }),
        (shape, wishes) => {
          let above = -1;
          const drawing = shape.map(({ depth, start }, index) => {
            above = Math.min(depth, above + 1);
            return `${'  '.repeat(above)}span-${index} web ${start}+10`;
          });
          const trace = drawnTrace(drawing.join('\n'));
          const placed = wishes
            .map(({ span, at }) => ({ span: (span % (shape.length + 1)) - 1, at }))
            .sort((a, b) => a.span - b.span || a.at - b.at);
          for (const { span, at } of placed) {
            trace.logs.key.push(String(trace.logs.key.length));
            trace.logs.span.push(span);
            trace.logs.service.push(0);
            trace.logs.severity.push(9);
            trace.logs.text.push(`log of ${span}`);
            trace.logs.offsetNs.push(at * 1e6);
            trace.logs.marks.push(0);
          }
          const plain = waterfallSpans(trace);
          const merged = withLogRows(plain, trace.logs);
          const spanRows = Array.from({ length: merged.count }, (_, row) => row).filter((row) => !isLog(merged, row));
          expect(spanRows.map((row) => merged.spanId[row])).toEqual(plain.spanId);
          expect(merged.count).toBe(plain.count + placed.length);
          for (let row = 0; row < merged.count; row++) {
            const parent = merged.parent[row]!;
            expect(merged.depth[row]).toBe(parent < 0 ? 0 : merged.depth[parent]! + 1);
            if (parent >= 0) expect(row).toBeLessThanOrEqual(parent + merged.descendantCount[parent]!);
            if (parent >= 0) expect(row).toBeGreaterThan(parent);
            const log = merged.log[row]!;
            if (log >= 0) {
              expect(merged.spanId[parent] ?? '').toBe(plain.spanId[trace.logs.span[log]!] ?? '');
              expect(merged.descendantCount[row]).toBe(0);
            }
          }
        },
      ),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawnSpans, drawnTrace, longTrace } from './drawn-trace.kit.ts';
import { moved } from './waterfall-move.ts';
import {
  type CollapsedSpans,
  collapsedAtDepth,
  collapsibleDepths,
  revealed,
  toggled,
  waterfallRows,
} from './waterfall-rows.ts';
import { nameOf, type WaterfallSpans, waterfallSpans } from './waterfall-spans.ts';

const spans = drawnSpans(`
  a web 0+100
    b web 0+50
      c db 10+10 !
      d db 30+10
    e web 60+40
  f web 0+5
`);
const [a, b, c, d, e, f] = [0, 1, 2, 3, 4, 5];
const OPEN: CollapsedSpans = new Set();
const closed = (...closedSpans: number[]): CollapsedSpans => new Set(closedSpans.map((span) => spans.key[span]!));

/** The shown rows by name: `a b c`. */
function shown(of: WaterfallSpans, collapsed: CollapsedSpans): string {
  return [...waterfallRows(of, collapsed).spanOfRow].map((span) => nameOf(of, span)).join(' ');
}

describe('rows of a waterfall', () => {
  it('shows every span when nothing is collapsed', () => {
    expect(shown(spans, OPEN)).toBe('a b c d e f');
  });

  it('leaves out what is under a collapsed span, also under a nested one', () => {
    expect(shown(spans, closed(b))).toBe('a b e f');
    expect(shown(spans, closed(a, b))).toBe('a f');
  });

  it('finds the row of a hidden span in the row that hides it', () => {
    expect([...waterfallRows(spans, closed(b)).rowOfSpan]).toEqual([0, 1, 1, 1, 2, 3]);
  });

  it('ignores a collapsed mark on a span without children', () => {
    expect(shown(spans, closed(c))).toBe('a b c d e f');
    expect(toggled(spans, OPEN, c)).toBe(OPEN);
  });

  it('keeps meaning the same spans when more have arrived', () => {
    const grown = drawnSpans('a web 0+100\n  new web 0+1\n  b web 0+50\n    c db 10+10');
    const keys = [spans.key[a]!, 'f'.repeat(16), spans.key[b]!, spans.key[c]!];
    expect(shown({ ...grown, key: keys }, closed(b))).toBe('a new b');
  });

  it('tells spans of one id apart', () => {
    const trace = drawnTrace('a web 0+100\n  b web 0+50\n    c db 10+10\nd web 5+5\n  e web 6+1');
    trace.spans.spanId = ['1', '2', '3', '1', '1'];
    const doubled = waterfallSpans(trace);
    expect(doubled.key).toEqual(['1', '2', '3', '1#2', '1#3']);
    expect(doubled.spanOfKey.get('1#2')).toBe(3);
    expect(shown(doubled, new Set(['1#2']))).toBe('a b c d');
  });

  it('collapses all spans of one depth and opens the rest', () => {
    expect(shown(spans, collapsedAtDepth(spans, 0))).toBe('a f');
    expect(shown(spans, collapsedAtDepth(spans, 1))).toBe('a b e f');
    expect(collapsibleDepths(spans)).toEqual([0, 1]);
  });

  it('reveals a span by opening what is above it and no more', () => {
    expect(shown(spans, revealed(spans, closed(a, b), e))).toBe('a b e f');
    expect(revealed(spans, closed(b), e)).toEqual(closed(b));
  });

  it('knows which collapsed rows hide an error', () => {
    expect([...spans.hidesError]).toEqual([1, 1, 0, 0, 0, 0]);
  });

  it('puts each span in one row or under one, whatever is collapsed', () => {
    const many = waterfallSpans(longTrace(50));
    fc.assert(
      fc.property(fc.subarray([...many.key]), (ids) => {
        const rows = waterfallRows(many, new Set(ids));
        const hidden = [...rows.rowOfSpan].filter((row, span) => rows.spanOfRow[row] !== span);
        return rows.spanOfRow.length + hidden.length === many.count;
      }),
    );
  });
});

describe('moving by keys', () => {
  const move = (focus: number, collapsed: CollapsedSpans, key: Parameters<typeof moved>[3]) =>
    moved(spans, waterfallRows(spans, collapsed), { focus, collapsed }, key, 2);

  it('starts at the first row, or the last', () => {
    expect(move(-1, OPEN, 'down').focus).toBe(a);
    expect(move(-1, OPEN, 'last').focus).toBe(f);
  });

  it('steps over hidden rows and stops at both ends', () => {
    expect(move(b, closed(b), 'down').focus).toBe(e);
    expect(move(e, closed(b), 'up').focus).toBe(b);
    expect(move(a, OPEN, 'up').focus).toBe(a);
    expect(move(f, OPEN, 'down').focus).toBe(f);
  });

  it('steps by pages', () => {
    expect(move(a, OPEN, 'page-down').focus).toBe(c);
    expect(move(f, OPEN, 'page-up').focus).toBe(d);
  });

  it('out closes an open row, then goes to its parent', () => {
    expect(move(b, OPEN, 'out')).toEqual({ focus: b, collapsed: closed(b) });
    expect(move(b, closed(b), 'out')).toEqual({ focus: a, collapsed: closed(b) });
    expect(move(c, OPEN, 'out').focus).toBe(b);
    expect(move(f, OPEN, 'out').focus).toBe(f);
  });

  it('in opens a closed row, then goes to its first child', () => {
    expect(move(b, closed(b), 'in')).toEqual({ focus: b, collapsed: OPEN });
    expect(move(b, OPEN, 'in').focus).toBe(c);
    expect(move(c, OPEN, 'in').focus).toBe(c);
  });

  it('does nothing in a trace without spans', () => {
    const none = drawnSpans('');
    const place = { focus: -1, collapsed: OPEN };
    expect(moved(none, waterfallRows(none, OPEN), place, 'down', 10)).toBe(place);
  });
});

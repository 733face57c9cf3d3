import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  SPAN_MARK_CLOCK_ADJUSTED,
  SPAN_MARK_DUPLICATE_ID,
  SPAN_MARK_PARENT_CYCLE,
  SPAN_MARK_PARENT_MISSING,
} from '../model/span-marks.ts';
import { clockAdjustments } from './clock-adjustment.ts';
import type { SpanRow } from './span-rows.ts';
import { buildSpanTree, type SpanTree } from './span-tree.ts';

/** `'b<a 10+5 api'`: span b below a, starts at 10, lasts 5, in service api (default `app`), kind by suffix `:3`. */
function spans(...lines: string[]): SpanRow[] {
  return lines.map((line) => {
    const match = /^(\w+)(?:<(\w+))? (\d+)\+(\d+)(?: (\w+))?(?::(\d))?$/.exec(line)!;
    return {
      spanId: match[1]!,
      parentId: match[2] ?? '',
      name: match[1]!,
      service: match[5] ?? 'app',
      kind: Number(match[6] ?? 1),
      startNs: BigInt(match[3]!),
      durationNs: BigInt(match[4]!),
      status: 0,
    };
  });
}

/** The tree as indented lines, oddities behind `!`. */
function draw(tree: SpanTree): string[] {
  return tree.spans.map((span, row) => {
    const marks = tree.marks[row] ? ` !${tree.marks[row]}` : '';
    return `${'  '.repeat(tree.depth[row]!)}${span.spanId}${marks}`;
  });
}

describe('the span tree', () => {
  it('puts parents before children and siblings in order of start', () => {
    const tree = buildSpanTree(spans('d<a 30+5', 'c<b 12+2', 'b<a 10+5', 'a 0+100'));
    expect(draw(tree)).toEqual(['a', '  b', '    c', '  d']);
    expect([...tree.parent]).toEqual([-1, 0, 1, 0]);
    expect([...tree.descendantCount]).toEqual([3, 1, 0, 0]);
  });

  it('shows a span whose parent never came as a root, and says so', () => {
    expect(draw(buildSpanTree(spans('b<a 10+5', 'c<b 11+1')))).toEqual([`b !${SPAN_MARK_PARENT_MISSING}`, '  c']);
  });

  it('shows several roots', () => {
    expect(draw(buildSpanTree(spans('b 10+5', 'a 0+5', 'c<b 11+1')))).toEqual(['a', 'b', '  c']);
  });

  it('breaks a cycle of parents at its earliest span', () => {
    expect(draw(buildSpanTree(spans('a<c 0+9', 'b<a 1+8', 'c<b 2+7')))).toEqual([
      `a !${SPAN_MARK_PARENT_CYCLE}`,
      '  b',
      '    c',
    ]);
    expect(draw(buildSpanTree(spans('a<a 0+9')))).toEqual([`a !${SPAN_MARK_PARENT_CYCLE}`]);
  });

  it('shows a span that was sent twice once', () => {
    expect(draw(buildSpanTree(spans('a 0+9', 'a 0+9')))).toEqual(['a']);
  });

  it('keeps different spans that share an id, the serving one below the other and with the children', () => {
    const tree = buildSpanTree(spans('a 0+9 web:3', 'a 1+8 api:2', 'b<a 2+1 api'));
    expect(draw(tree)).toEqual([`a !${SPAN_MARK_DUPLICATE_ID}`, `  a !${SPAN_MARK_DUPLICATE_ID}`, '    b']);
  });

  it('holds a chain of 100,000 spans', () => {
    const chain = Array.from({ length: 100_000 }, (_, index) => `s${index}${index ? `<s${index - 1}` : ''} ${index}+1`);
    const tree = buildSpanTree(spans(...chain));
    expect(tree.depth[99_999]).toBe(99_999);
    expect(tree.descendantCount[0]).toBe(99_999);
  });

  it('shows every span exactly once, whatever the parents are', () => {
    const id = fc.integer({ min: 0, max: 12 });
    const row = fc.record({
      id,
      parent: fc.option(id),
      start: fc.integer({ min: 0, max: 50 }),
      kind: fc.integer({ min: 0, max: 5 }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(row, { selector: (each) => JSON.stringify(each), maxLength: 40 }), (rows) => {
        const input = rows.map(({ id, parent, start, kind }) => ({
          ...spans(`x 0+${start + 1}`)[0]!,
          spanId: `s${id}`,
          parentId: parent === null ? '' : `s${parent}`,
          startNs: BigInt(start),
          kind,
        }));
        const tree = buildSpanTree(input);
        expect(new Set(tree.spans)).toEqual(new Set(input));
        expect(tree.spans.length).toBe(input.length);
        tree.parent.forEach((parent, index) => {
          expect(parent).toBeLessThan(index);
          expect(tree.depth[index]).toBe(parent < 0 ? 0 : tree.depth[parent]! + 1);
        });
      }),
    );
  });
});

describe('clock adjustment', () => {
  const starts = (...lines: string[]) => {
    const tree = buildSpanTree(spans(...lines));
    const deltas = clockAdjustments(tree);
    return tree.spans.map(
      (span, row) =>
        `${span.spanId} ${span.startNs + deltas[row]!}${tree.marks[row]! & SPAN_MARK_CLOCK_ADJUSTED ? ' *' : ''}`,
    );
  };

  it('centres a span of another service that starts before it was asked for, and moves its service along', () => {
    expect(starts('a 100+50 web', 'b<a 40+10 api', 'c<b 42+2 api')).toEqual(['a 100', 'b 120 *', 'c 122 *']);
  });

  it('aligns one that does not fit with the start of its parent', () => {
    expect(starts('a 100+50 web', 'b<a 40+90 api')).toEqual(['a 100', 'b 100 *']);
  });

  it('leaves one service, late work and message consumers alone', () => {
    expect(starts('a 100+50 web', 'b<a 90+10 web')).toEqual(['a 100', 'b 90']);
    expect(starts('a 100+50 web', 'b<a 190+10 api')).toEqual(['a 100', 'b 190']);
    expect(starts('a 100+50 web:4', 'b<a 90+10 api:5')).toEqual(['a 100', 'b 90']);
  });
});

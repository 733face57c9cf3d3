import { describe, expect, it } from 'vitest';
import {
  SPAN_MARK_CLOCK_ADJUSTED,
  SPAN_MARK_DUPLICATE_ID,
  SPAN_MARK_PARENT_CYCLE,
  SPAN_MARK_PARENT_MISSING,
} from '../../src/model/span-marks.ts';
import { drawnTrace } from './drawn-trace.kit.ts';
import { markWords, traceOddities } from './waterfall-oddities.ts';

const texts = (trace: Parameters<typeof traceOddities>[0]) => traceOddities(trace).map(({ text }) => text);

describe('what is odd about a trace', () => {
  it('is nothing for a plain one', () => {
    expect(texts(drawnTrace('a web 0+9\n  b web 1+2'))).toEqual([]);
    expect(texts(drawnTrace(''))).toEqual([]);
  });

  it('is said in words, one or many', () => {
    const trace = drawnTrace('a web 0+9\nb web 1+2\nc web 2+1');
    trace.spans.marks = [0, SPAN_MARK_PARENT_MISSING | SPAN_MARK_CLOCK_ADJUSTED, SPAN_MARK_PARENT_MISSING];
    expect(texts(trace)).toEqual(['2 spans without their parent', '3 roots', 'clock adjusted on 1 span']);
    trace.spans.marks = [SPAN_MARK_DUPLICATE_ID, SPAN_MARK_DUPLICATE_ID, SPAN_MARK_PARENT_CYCLE];
    expect(texts(trace)).toEqual(['3 roots', '2 spans with an id used twice', '1 span in a loop of parents']);
  });

  it('tells of a cut trace and of one whose root is missing', () => {
    const trace = drawnTrace('a web 0+9');
    trace.spans.marks = [SPAN_MARK_PARENT_MISSING];
    expect(texts({ ...trace, rootCount: 0, truncatedAt: 10_000 })).toEqual([
      'first 10,000 spans shown',
      '1 span without its parent',
      'no root yet',
    ]);
  });

  it('tells of log records whose span is missing, of cut ones, and of a trace of nothing else', () => {
    const trace = drawnTrace('a web 0+9\n  - 1 web fine\n-? 2 web lost\n-? 3 web lost too');
    expect(texts({ ...trace, logsTruncatedAt: 10_000 })).toEqual([
      '2 log records without their span',
      'first 10,000 log records shown',
    ]);
    expect(texts(drawnTrace('-? 2 web alone'))).toEqual(['no spans']);
  });

  it('names the marks of one span', () => {
    expect(markWords(0)).toEqual([]);
    expect(markWords(SPAN_MARK_PARENT_MISSING | SPAN_MARK_DUPLICATE_ID)).toEqual(['parent missing', 'id used twice']);
  });
});

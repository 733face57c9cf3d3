import { describe, expect, it } from 'vitest';
import type { TraceId } from '../../../model/ids.ts';
import type { StoredSegment, WholeSpan } from '../../../traces/index.ts';
import { printTrace } from './print-trace.ts';
import { START_NS, spanOf } from './spans.kit.ts';
import { summarizeTrace } from './summarize-trace.ts';
import { assembleTrace } from './trace-documents.ts';

const TRACE = '6a9b1200aaaaaaaaaaaaaaaaaaaaaaaa' as TraceId;
const START = Number(START_NS / 1_000_000_000n);
const hex = (value: number) => value.toString(16).padStart(16, '0');

function stored(document: Record<string, unknown>, text?: string): StoredSegment {
  return {
    traceId: TRACE,
    segmentId: String(document.id),
    parentId: String(document.parent_id ?? hex(0)),
    version: 1n,
    isInProgress: false,
    isSubsegment: document.type === 'subsegment',
    name: String(document.name),
    startNs: START_NS,
    endNs: START_NS,
    document: text ?? JSON.stringify(document),
  };
}

const segment = (id: number, more: object = {}) => ({
  id: hex(id),
  name: 'api',
  start_time: START,
  end_time: START + 1,
  ...more,
});
const apart = (id: number, parent: number, more: object = {}) => ({
  ...segment(id),
  name: `step ${id}`,
  type: 'subsegment',
  parent_id: hex(parent),
  ...more,
});
const trace = (segments: readonly StoredSegment[], spans: readonly WholeSpan[] = []) =>
  assembleTrace(TRACE, { segments, spans, isCut: false });
const texts = (segments: readonly StoredSegment[]) =>
  printTrace(trace(segments)).Segments.map(({ Document }) => Document);
const namesOf = (services: unknown) =>
  (services as { Name: string; Type?: string }[]).map(({ Name, Type }) => [Name, Type]);

describe('a document nothing was put into', () => {
  it('is the text that came, digit by digit', () => {
    const text = `{"id":"${hex(1)}", "name":"api","start_time":1.790000000E9,"end_time":1790000001,"metadata":{"default":{"n":9007199254740993}}}`;
    expect(texts([stored(segment(1), text)])).toEqual([text]);
  });

  it('may be nested as deep as its bytes allow', () => {
    const deep = `${'['.repeat(25_000)}${']'.repeat(25_000)}`;
    const text = `{"id":"${hex(1)}","name":"api","start_time":${START},"end_time":${START + 1},"metadata":${deep}}`;
    expect(texts([stored(segment(1), text), stored(apart(2, 1))])).toHaveLength(2);
    expect(texts([stored(segment(1), text), stored(apart(2, 1))])[0]).toBe(text);
  });
});

describe('subsegments that were sent apart', () => {
  it('go into their parents, in one document as deep as a Python client can read', () => {
    const chain = Array.from({ length: 1_000 }, (_, index) => stored(apart(index + 2, index + 1)));
    const printed = texts([stored(segment(1)), ...chain]);
    expect(printed.length).toBeGreaterThan(1);
    expect(printed.length).toBeLessThan(20);
    const depth = (text: string) => {
      let [most, now] = [0, 0];
      for (const char of text) {
        if (char === '{' || char === '[') most = Math.max(most, ++now);
        if (char === '}' || char === ']') now--;
      }
      return most;
    };
    for (const text of printed) expect(depth(text)).toBeLessThan(500);
    const ids = printed.flatMap((text) => [...text.matchAll(/"id":"([0-9a-f]{16})"/g)].map(([, id]) => id));
    expect(ids.sort()).toEqual(Array.from({ length: 1_001 }, (_, index) => hex(index + 1)).sort());
  });

  it('count what they embed: a chain of deep documents is cut as one of shallow ones', () => {
    const nested = (id: number, parent: number) => {
      let body: object = { ...segment(id * 1_000 + 100), subsegments: [] };
      for (let level = 99; level > 0; level--) body = { ...segment(id * 1_000 + level), subsegments: [body] };
      return stored(apart(id * 1_000, parent, { subsegments: [body] }));
    };
    const documents = Array.from({ length: 60 }, (_, index) =>
      nested(index + 1, index === 0 ? 1 : index * 1_000 + 100),
    );
    for (const text of texts([stored(segment(1)), ...documents])) expect(text.length).toBeLessThan(50_000);
  });

  it('in a circle, or without a parent, stand alone and once', () => {
    const printed = texts([stored(apart(1, 2)), stored(apart(2, 1)), stored(apart(3, 9))]);
    const ids = printed.flatMap((text) => [...text.matchAll(/"id":"([0-9a-f]{16})"/g)].map(([, id]) => id));
    expect(ids.sort()).toEqual([hex(1), hex(2), hex(3)]);
  });
});

describe('what counts of a trace', () => {
  const span = spanOf({ spanId: hex(1), parentId: '', service: 'api' });
  const twin = stored(
    segment(2, {
      fault: true,
      origin: 'AWS::EC2::Instance',
      user: 'ada',
      annotations: { plan: 'free' },
      subsegments: [{ ...segment(3), name: 'S3', namespace: 'aws' }],
    }),
  );

  it('a service that sends OpenTelemetry and X-Ray is told by OpenTelemetry, with what the segment annotates', () => {
    const summary = summarizeTrace(trace([twin], [span]));
    expect(namesOf(summary?.ServiceIds)).toEqual([
      ['api', undefined],
      ['api', 'client'],
    ]);
    expect(summary).toMatchObject({ HasFault: false, EntryPoint: { Name: 'api' }, Users: [{ UserName: 'ada' }] });
    expect(summary?.Annotations).toMatchObject({ plan: [{ AnnotationValue: { StringValue: 'free' } }] });
  });

  it('alone the segment counts; its document comes back either way', () => {
    const summary = summarizeTrace(trace([twin]));
    expect(namesOf(summary?.ServiceIds)).toEqual([
      ['S3', 'AWS::S3'],
      ['api', 'AWS::EC2::Instance'],
      ['api', 'client'],
    ]);
    expect(summary?.HasFault).toBe(true);
    const both = printTrace(trace([twin], [span])).Segments;
    expect(both.map(({ Id }) => Id)).toEqual([hex(1), hex(2)]);
  });

  it('names the service of a part whose segment is missing where the part says it, and no other', () => {
    const orphan = spanOf({ spanId: hex(5), parentId: hex(6), kind: 'client', name: 'GET', service: 'worker' });
    const annotated = apart(7, 8, { annotations: { step: 7 } });
    const summary = summarizeTrace(trace([stored(annotated)], [orphan]));
    expect(namesOf(summary?.ServiceIds)).toEqual([
      ['GET', 'remote'],
      ['worker', undefined],
    ]);
    expect(summary?.Annotations).toEqual({ step: [{ AnnotationValue: { NumberValue: 7 }, ServiceIds: [] }] });
  });
});

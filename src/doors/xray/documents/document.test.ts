import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDatagram } from '../datagram.ts';
import { DOCUMENT_BYTES_MAX, readDocument } from './document.ts';
import { unprocessed } from './refusal.ts';

const SEGMENT = {
  name: '127.0.0.1:4567',
  id: '20312a0e2b8809f4',
  trace_id: '1-57ff426a-80c11c39b0c928905eb0828d',
  start_time: 1476352618.4,
  end_time: 1476352618.5,
};
const read = (document: unknown) => readDocument(JSON.stringify(document));
const withFields = (fields: object) => read({ ...SEGMENT, ...fields });

function refusalOf(document: string): object {
  const result = readDocument(document);
  if (result.ok) throw new Error('it was kept');
  return unprocessed(result.refusal);
}

describe('a document', () => {
  it('is read with its times to the microsecond and its id in the 32 digits of W3C', () => {
    const result = withFields({
      start_time: 1.611999810919e9,
      end_time: '1611999811.000001',
      parent_id: 'AB12A0E2B8809F4C',
    });
    expect(result).toMatchObject({
      ok: true,
      document: {
        traceId: '57ff426a80c11c39b0c928905eb0828d',
        id: SEGMENT.id,
        isInProgress: false,
        isSubsegment: false,
      },
    });
    expect(result.ok && result.document.spans[0]).toMatchObject({
      name: '127.0.0.1:4567',
      parentId: 'ab12a0e2b8809f4c',
      startNs: 1_611_999_810_919_000_000n,
      endNs: 1_611_999_811_000_001_000n,
    });
  });

  it.each<[string, object]>([
    ['a name with characters that X-Ray refuses', { name: 'what? <b>' }],
    ['a W3C trace id', { trace_id: '57ff426a80c11c39b0c928905eb0828d' }],
    ['integers as texts', { start_time: '1476352618', end_time: '1476352619' }],
    ['an end before its start', { end_time: 1 }],
    ['a parent id that is none', { parent_id: 'x' }],
    ['wrong types in every other field', Object.fromEntries(OTHER_FIELDS().map((field) => [field, 'x']))],
    [
      'lists in every other field',
      Object.fromEntries(
        OTHER_FIELDS()
          .map((field) => [field, [1, null, {}, []]])
          .filter(([field]) => field !== 'subsegments'),
      ),
    ],
  ])('is kept with %s', (_what, fields) => {
    expect(withFields(fields).ok).toBe(true);
  });

  it('without an end is in progress, whatever it says', () => {
    const { end_time: _end, ...open } = SEGMENT;
    for (const fields of [{}, { in_progress: true }, { in_progress: false }, { end_time: 'soon' }]) {
      expect(read({ ...open, ...fields })).toMatchObject({ ok: true, document: { isInProgress: true } });
    }
    // Python says so of what it has finished.
    expect(withFields({ in_progress: false })).toMatchObject({ ok: true, document: { isInProgress: false } });
  });

  const { id, ...noId } = SEGMENT;
  const { name: _name, ...noName } = SEGMENT;
  const { start_time: _start, ...noStart } = SEGMENT;
  const { trace_id: _trace, ...noTrace } = SEGMENT;
  it.each<[unknown, string, string | undefined]>([
    [[], 'MissingId', undefined],
    [null, 'MissingId', undefined],
    ['text', 'MissingId', undefined],
    [noId, 'MissingId', undefined],
    [{ ...SEGMENT, id: 'x'.repeat(16) }, 'InvalidId', undefined],
    [{ ...SEGMENT, id: '0'.repeat(16) }, 'InvalidId', undefined],
    [{ ...SEGMENT, id: 1 }, 'InvalidId', undefined],
    [noName, 'MissingName', id],
    [{ ...SEGMENT, name: '' }, 'InvalidName', id],
    [{ ...SEGMENT, name: { a: 1 } }, 'InvalidName', id],
    [noStart, 'MissingStartTime', id],
    [{ ...SEGMENT, start_time: 'NaN' }, 'InvalidStartTime', id],
    [{ ...SEGMENT, start_time: -1 }, 'InvalidStartTime', id],
    // Milliseconds.
    [{ ...SEGMENT, start_time: 1476352618400 }, 'InvalidStartTime', id],
    [noTrace, 'InvalidTraceId', id],
    [{ ...SEGMENT, trace_id: '1-57ff426a-80c1' }, 'InvalidTraceId', id],
    [{ ...SEGMENT, trace_id: `1-${'0'.repeat(8)}-${'0'.repeat(24)}` }, 'InvalidTraceId', id],
  ])('%j is refused: %s', (document, code, refusedId) => {
    const refused = refusalOf(JSON.stringify(document));
    expect(refused).toEqual({
      ...(refusedId === undefined ? {} : { Id: refusedId }),
      ErrorCode: code,
      Message: expect.stringMatching(new RegExp(`^Invalid segment\\. ErrorCode: ${code}`)),
    });
  });

  it('that is no JSON is refused, Python’s NaN too', () => {
    for (const text of ['', '{', 'x', '{"start_time": NaN}', '\0', '\u{1f41d}']) {
      expect(refusalOf(text)).toMatchObject({ ErrorCode: 'ParseError' });
    }
  });

  it('larger than 64 KiB is refused', () => {
    const filled = (bytes: number) => JSON.stringify({ ...SEGMENT, user: 'x'.repeat(bytes) });
    const overhead = filled(0).length;
    expect(readDocument(filled(DOCUMENT_BYTES_MAX - overhead)).ok).toBe(true);
    expect(refusalOf(filled(DOCUMENT_BYTES_MAX - overhead + 1))).toMatchObject({ ErrorCode: 'InvalidSegment' });
  });

  it('with a bad subsegment is refused whole, by its own id', () => {
    const good = { id: 'aaaaaaaaaaaaaaaa', name: 'S3', start_time: 1, end_time: 2 };
    const nested = (bad: unknown) =>
      JSON.stringify({ ...SEGMENT, subsegments: [good, { ...good, id: 'bbbbbbbbbbbbbbbb', subsegments: [bad] }] });
    const cases: [unknown, string][] = [
      [null, 'MissingId'],
      [{ ...good, name: undefined }, 'MissingName'],
      [{ ...good, start_time: [] }, 'InvalidStartTime'],
    ];
    for (const [bad, code] of cases) {
      expect(refusalOf(nested(bad))).toMatchObject({
        Id: id,
        ErrorCode: code,
        Message: expect.stringContaining('Invalid subsegment.'),
      });
    }
  });

  it('lists its subsegments once each, however deep', () => {
    const child = (char: string, subsegments: object[] = []) => ({
      id: char.repeat(16),
      name: char,
      start_time: 1,
      subsegments,
    });
    const result = withFields({
      subsegments: [child('a', [child('b', [child('c')])]), child('d'), child('a')],
    });
    const spans = result.ok ? result.document.spans.map(({ name, parentId }) => [name, parentId[0]]) : [];
    expect(spans.slice(1).sort()).toEqual(
      [
        ['a', '2'],
        ['b', 'a'],
        ['c', 'b'],
        ['d', '2'],
      ].sort(),
    );

    let deep: object = child('e');
    for (let level = 0; level < 800; level++) {
      deep = { id: (0x1000 + level).toString(16).padStart(16, 'f'), name: 'x', start_time: 1, subsegments: [deep] };
    }
    const nested = withFields({ subsegments: [deep] });
    expect(nested.ok && nested.document.spans.length).toBe(802);
  });

  it('of any JSON and of any text is answered, never thrown', () => {
    fc.assert(fc.property(fc.json(), (text) => void readDocument(text)));
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void readDocument(text)));
    const near = fc.record(
      Object.fromEntries(
        Object.keys(SEGMENT).map((key) => [
          key,
          fc.oneof(fc.jsonValue(), fc.constant(SEGMENT[key as keyof typeof SEGMENT])),
        ]),
      ),
      { requiredKeys: [] },
    );
    fc.assert(fc.property(near, (document) => void read(document)));
    expect(readDocument(`${'['.repeat(30_000)}${']'.repeat(30_000)}`).ok).toBe(false);
  });
});

function OTHER_FIELDS(): string[] {
  return [
    'http',
    'aws',
    'sql',
    'annotations',
    'metadata',
    'cause',
    'subsegments',
    'links',
    'service',
    'user',
    'origin',
    'fault',
    'precursor_ids',
    'namespace',
  ];
}

describe('a datagram', () => {
  const body = JSON.stringify(SEGMENT);
  it.each([
    '{"format":"json","version":1}',
    '{"format": "json", "version": 1}',
    '{"version":1,"format":"JSON","more":true}',
  ])('is read behind the header %s', (header) => {
    expect(readDatagram(Buffer.from(`${header}\n${body}`))).toEqual({ ok: true, document: body });
  });

  it('keeps what is behind the first newline, other newlines too', () => {
    expect(readDatagram(Buffer.from('{"format":"json","version":1}\na\nb'))).toEqual({ ok: true, document: 'a\nb' });
  });

  it.each([
    ['', 'header-missing'],
    ['{"format":"json","version":1}', 'header-missing'],
    [body, 'header-missing'],
    [`\n${body}`, 'header-invalid'],
    [`{"format":"json","version":2}\n${body}`, 'header-invalid'],
    [`{"format":"json","version":"1"}\n${body}`, 'header-invalid'],
    [`{"format":1,"version":1}\n${body}`, 'header-invalid'],
    [`null\n${body}`, 'header-invalid'],
    [`{"format":"json","version":1,"x":"${'x'.repeat(2_000)}"}\n${body}`, 'header-invalid'],
    ['{"format":"json","version":1}\n', 'record-empty'],
    ['{"format":"json","version":1}\n \n', 'record-empty'],
  ])('%j is refused: %s', (text, reason) => {
    expect(readDatagram(Buffer.from(text))).toEqual({ ok: false, reason });
  });
});

import { describe, expect, it } from 'vitest';
import { readStackTrace } from '../../../model/stack-trace.ts';
import { readRows, SEGMENT, START, textsOf } from './rows.kit.ts';

describe('exceptions of a document', () => {
  it('a cause that is described in a subsegment is named, as Python and as Node send it', () => {
    const id = 'bbbbbbbbbbbbbbbb';
    for (const cause of [id, { id, exceptions: [] }]) {
      const { rows } = readRows(JSON.stringify({ ...SEGMENT, cause }));
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatchObject({ status_code: 2, attr_string: { 'aws.xray.cause': id } });
    }
  });

  it('causes stand in the trace of what they caused, and in a circle none is lost', () => {
    const exception = (id: string, cause?: string) => ({
      id,
      cause,
      type: `T${id}`,
      message: 'm',
      stack: [{ path: 'a.js', line: 1, label: 'f' }],
    });
    const events = (exceptions: object[]) =>
      readRows(JSON.stringify({ ...SEGMENT, cause: { exceptions } })).rows.filter(({ kind }) => kind === 'span_event');
    const [event, ...others] = events([exception('1', '2'), exception('2', '3'), exception('3')]);
    expect(others).toEqual([]);
    const trace = textsOf(event)['exception.stacktrace'] ?? '';
    expect(readStackTrace(trace).map(({ type }) => type)).toEqual(['T1', 'T2', 'T3']);
    expect(events([exception('1', '2'), exception('2', '1')])).toHaveLength(2);
    expect(events([exception('0'), exception('1', '2'), exception('2', '1')])).toHaveLength(3);
  });

  it('Java: an exception told again for each cause that a subsegment has told of is one', () => {
    const told = { id: '81ed5c55f6430c1f', type: 'CartError', message: 'm', cause: '64b8d18b0181e815' };
    const { rows } = readRows(JSON.stringify({ ...SEGMENT, cause: { exceptions: [told, told, told] } }));
    expect(rows.map(({ kind }) => kind)).toEqual(['span_event', 'span']);
  });

  it('Java: a cause that a subsegment tells of stands in the trace of what it caused', () => {
    const exception = (id: string, fields = {}) => ({
      id,
      type: `T${id}`,
      stack: [{ path: 'A.java', line: 1, label: 'f' }],
      ...fields,
    });
    const inner = {
      id: 'bbbbbbbbbbbbbbbb',
      name: 'price',
      start_time: START,
      end_time: START,
      cause: { exceptions: [exception('2', { cause: '3' }), exception('3')] },
    };
    const cause = { exceptions: [exception('1', { cause: '2' })] };
    const { rows } = readRows(JSON.stringify({ ...SEGMENT, cause, subsegments: [inner] }));
    const traces = rows
      .filter(({ kind }) => kind === 'span_event')
      .map((row) => readStackTrace(textsOf(row)['exception.stacktrace'] ?? '').map(({ type }) => type));
    expect(traces).toEqual([
      ['T1', 'T2', 'T3'],
      ['T2', 'T3'],
    ]);
  });

  it('Ruby: exceptions without ids are each the cause of the one before; of others each stands alone', () => {
    const exception = (type: string) => ({ type, message: 'm', stack: [{ path: 'a.rb', line: '7', label: 'f' }] });
    const events = (sdk: string) => {
      const cause = { exceptions: ['CartError', 'KeyError', 'IOError'].map(exception) };
      const { rows } = readRows(JSON.stringify({ ...SEGMENT, aws: { xray: { sdk } }, cause }));
      return rows.filter(({ kind }) => kind === 'span_event').map(textsOf);
    };
    const [event, ...others] = events('X-Ray for Ruby');
    expect(others).toEqual([]);
    expect(event).toMatchObject({ 'exception.type': 'CartError' });
    const parts = readStackTrace(event?.['exception.stacktrace'] ?? '');
    expect(parts.map(({ type }) => type)).toEqual(['CartError', 'KeyError', 'IOError']);
    expect(parts.map(({ frames }) => frames[0]?.line)).toEqual([7, 7, 7]);
    expect(events('X-Ray for Node.js')).toHaveLength(3);
  });
});

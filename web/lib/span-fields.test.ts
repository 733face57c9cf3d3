import { describe, expect, it } from 'vitest';
import type { Field, SpanDetail } from '../../src/api/contract/index.ts';
import { exceptionOf, filterFields, spanJson } from './span-fields.ts';

const text = (name: string, value: string): Field => ({ name, type: 'string', text: value });

describe('fields of a span', () => {
  it('are found by name or value', () => {
    const fields = [text('http.route', '/home'), text('user.id', 'HOME-1'), text('db.system', 'mysql')];
    expect(filterFields(fields, 'home').map(({ name }) => name)).toEqual(['http.route', 'user.id']);
    expect(filterFields(fields, ' ')).toBe(fields);
  });

  it('tell of an exception when any part of one is there', () => {
    expect(exceptionOf([text('exception.type', 'KeyError')])).toEqual({ type: 'KeyError', message: '', stack: '' });
    expect(exceptionOf([text('message', 'x')])).toBeUndefined();
  });

  it('become JSON that loses nothing', () => {
    const span: SpanDetail = {
      spanId: 'a'.repeat(16),
      parentId: '',
      name: 'GET',
      service: 'web',
      kind: 'server',
      status: 0,
      statusMessage: '',
      startNs: '1780000000000000000',
      durationNs: '5',
      weight: 1,
      fields: [
        { name: 'big', type: 'int', text: '9007199254740993' },
        { name: 'small', type: 'int', text: '-7' },
        { name: 'ratio', type: 'float', text: '0.5' },
        { name: 'lost', type: 'float', text: 'NaN' },
        { name: 'flag', type: 'bool', text: 'false' },
        { name: 'list', type: 'json', text: '[1,"a"]' },
        { name: 'broken', type: 'json', text: '[1' },
        text('__proto__', 'kept'),
      ],
      events: [],
      links: [],
      exceptionLogs: [],
    };
    const { fields } = JSON.parse(JSON.stringify(spanJson(span)));
    expect(Object.entries(fields)).toEqual([
      ['big', '9007199254740993'],
      ['small', -7],
      ['ratio', 0.5],
      ['lost', 'NaN'],
      ['flag', false],
      ['list', [1, 'a']],
      ['broken', '[1'],
      ['__proto__', 'kept'],
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { logBody, logJson } from './log-fields.ts';

const field = (name: string, text: string) => ({ name, type: 'string' as const, text });
const bodyOf = (text: string) => logBody({ fields: [field('body', text)] });

describe('the body of a log record', () => {
  it.each(['plain words', '12', '"quoted"', 'null', '[not json', '{a: 1}', ''])('is the text %j', (text) => {
    expect(bodyOf(text)).toEqual({ text });
  });

  it.each<[string, unknown]>([
    ['{"a":{"b":[1]}}', { a: { b: [1] } }],
    [' [1,2]', [1, 2]],
  ])('is JSON where it is structured: %s', (text, json) => {
    expect(bodyOf(text)).toEqual({ text, json });
  });

  it('is found where an attribute has its name, and absent where none was sent', () => {
    expect(logBody({ fields: [field('body', 'attribute'), field('log_record.body', 'said')] })?.text).toBe('said');
    expect(logBody({ fields: [field('event.name', 'x')] })).toBeUndefined();
  });
});

describe('a log record as JSON', () => {
  it('loses nothing', () => {
    const log = { key: 'ab', spanId: '', service: 's', timeNs: '9', severity: 9, weight: 1 };
    expect(logJson({ ...log, fields: [{ name: 'big', type: 'int', text: '9007199254740993' }] })).toEqual({
      ...{ span_id: '', service: 's', time_ns: '9', severity: 9, sample_rate: 1 },
      fields: Object.assign(Object.create(null), { big: '9007199254740993' }),
    });
  });
});

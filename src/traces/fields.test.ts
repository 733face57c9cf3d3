import { describe, expect, it } from 'vitest';
import { attributeFields, plainJson } from './fields.ts';

describe('the fields of a row', () => {
  it('prints a lossless value as plain JSON, int64 digits kept', () => {
    const list = {
      arrayValue: { values: [{ stringValue: '<b>' }, { intValue: '9007199254740993' }, {}, { boolValue: true }] },
    };
    expect(plainJson(JSON.stringify(list))).toBe('["<b>",9007199254740993,null,true]');
    const map = { kvlistValue: { values: [{ key: 'a"b', value: { doubleValue: 'NaN' } }, { key: 'none' }] } };
    expect(plainJson(JSON.stringify(map))).toBe('{"a\\"b":"NaN","none":null}');
    expect(plainJson('{"bytesValue":"AQID"}')).toBe('"AQID"');
    expect(plainJson('{"arrayValue":{}}')).toBe('[]');
    expect(plainJson('{}')).toBe('null');
  });

  it('sorts by name and shows the lossless form where a name has one', () => {
    const row = {
      attr_string: { b: 'x', list: '["x"]\n' },
      attr_int: { a: '-9223372036854775808' },
      attr_float: { f: 'nan' },
      attr_bool: { t: true },
      attr_json: { list: '{"arrayValue":{"values":[{"stringValue":"x"}]}}' },
    };
    expect(attributeFields(row).map(({ name, type, text }) => `${name} ${type} ${text}`)).toEqual([
      'a int -9223372036854775808',
      'b string x',
      'f float nan',
      'list json ["x"]',
      't bool true',
    ]);
  });
});

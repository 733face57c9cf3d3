import { describe, expect, it } from 'vitest';
import { attribute, decodeBoth, logsRequest, SPAN_ID, TRACE_ID } from '../../../tests/support/otlp-decode.ts';

/**
 * What husky's own tests of logs expect, on a request of the same shape: honeycombio/husky 0.43 otlp/logs_test.go,
 * TestTranslateLogsRequest, TestCanExtractBody, TestLogsWithoutTraceIdDoesNotGetAnnotationType, ..._SchemaURL. Its tests
 * of metrics only convert OTLP 0.7. Differences (no newline behind JSON text) as docs/compat/otlp.md lists them.
 */
const decodeLogs = (request: object) => decodeBoth(request, { signal: 'logs' }).rows;

describe("husky's vectors of logs", () => {
  it('a record with everything', () => {
    const record = {
      traceId: TRACE_ID,
      spanId: SPAN_ID,
      timeUnixNano: '424242424',
      severityText: 'as the library called it',
      severityNumber: 5,
      eventName: 'an event',
      attributes: [attribute('own', 'o'), attribute('sampleRate', 100)],
    };
    const resource = { attributes: [attribute('of the resource', 'r'), attribute('service.name', 'a-service')] };
    const scope = { name: 'a scope', version: 'v9', attributes: [attribute('of the scope', 's')] };
    expect(decodeLogs(logsRequest([record], { resource, scope }))).toEqual([
      expect.objectContaining({
        dataset: 'a-service',
        service: 'a-service',
        signal: 'log',
        time: '424242424',
        trace_id: TRACE_ID,
        parent_id: SPAN_ID,
        scope_name: 'a scope',
        scope_version: 'v9',
        weight: 100,
        attr_string: {
          severity: 'debug',
          severity_text: 'as the library called it',
          'event.name': 'an event',
          own: 'o',
          'of the resource': 'r',
          'of the scope': 's',
        },
        attr_int: { flags: '0', severity_code: '5' },
      }),
    ]);
  });

  const fixed = { flags: '0', severity_code: '0' };
  it.each<[string, object, object, object]>([
    ['text', { stringValue: 'a body' }, { body: 'a body' }, { attr_int: fixed }],
    ['an integer', { intValue: '100' }, {}, { attr_int: { ...fixed, body: '100' } }],
    ['a truth', { boolValue: true }, {}, { attr_int: fixed, attr_bool: { body: true } }],
    ['a double', { doubleValue: 12.34 }, {}, { attr_int: fixed, attr_float: { body: 12.34 } }],
    [
      'an array',
      { arrayValue: { values: [{ stringValue: 'one' }, { intValue: '2' }, { boolValue: true }] } },
      { body: '["one",2,true]' },
      { attr_int: fixed },
    ],
    [
      'a map',
      { kvlistValue: { values: [attribute('k1', 'v1'), attribute('k2', 2), attribute('k3', true)] } },
      { body: '{"k1":"v1","k2":2,"k3":true}', 'body.k1': 'v1' },
      { attr_int: { ...fixed, 'body.k2': '2' }, attr_bool: { 'body.k3': true } },
    ],
  ])('a body that is %s', (_what, body, texts, others) => {
    const [row] = decodeLogs(logsRequest([{ timeUnixNano: '1', body }]));
    expect(row).toMatchObject({ attr_bool: {}, attr_float: {}, ...others });
    expect(row?.['attr_string']).toEqual({ severity: 'unspecified', ...texts });
  });

  it('a record without a trace belongs to none, so that it is no annotation to queries', () => {
    const [row] = decodeLogs(logsRequest([{ timeUnixNano: '1', body: { stringValue: 'x' } }]));
    expect(row).toMatchObject({ trace_id: '0'.repeat(32), parent_id: '0'.repeat(16) });
  });

  it('schema URLs are columns of every record', () => {
    const logRecords = [{ body: { stringValue: 'first' } }, { body: { stringValue: 'second' } }];
    const resourceLogs = [{ schemaUrl: 'https://a/1', scopeLogs: [{ schemaUrl: 'https://a/2', logRecords }] }];
    const rows = decodeLogs({ resourceLogs });
    expect(rows.length).toBe(2);
    for (const row of rows) {
      expect(row).toMatchObject({
        attr_string: { 'resource.schema_url': 'https://a/1', 'scope.schema_url': 'https://a/2' },
      });
    }
  });
});

import { describe, expect, it } from 'vitest';
import {
  attribute,
  type DecodeTestOptions,
  decodeBoth,
  decodeJson,
  logsRequest,
  RECEIVED_NS,
  SPAN_ID,
  TRACE_ID,
} from '../../../tests/support/otlp-decode.ts';
import { DEFAULT_RECORD_LIMITS } from '../../model/limits.ts';

const service = (name: string) => ({ resource: { attributes: [attribute('service.name', name)] } });

const decodeLogs = (request: object, options: DecodeTestOptions = {}) =>
  decodeBoth(request, { signal: 'logs', ...options });

/** The row of a single record. */
function rowOf(record: object, options: DecodeTestOptions = {}) {
  const { rows, rejected, recordCount } = decodeLogs(logsRequest([record]), options);
  expect({ rows: rows.length, rejected, recordCount }).toEqual({ rows: 1, rejected: [], recordCount: 1 });
  return rows[0] as Record<string, Record<string, unknown>>;
}

describe('the row of a log record', () => {
  it('has everything of the record in its place', () => {
    const record = {
      timeUnixNano: '1700000000000000001',
      observedTimeUnixNano: '1700000000000000002',
      severityNumber: 17,
      severityText: 'Error',
      body: { stringValue: 'it broke' },
      attributes: [attribute('code', 7)],
      droppedAttributesCount: 3,
      flags: 1,
      traceId: TRACE_ID,
      spanId: SPAN_ID,
      eventName: 'order.failed',
    };
    const scope = { name: 'lib', version: '1.0', attributes: [attribute('a', 'scope'), attribute('s', 'scope')] };
    const resource = { attributes: [attribute('service.name', 'shop'), attribute('a', 'resource')] };
    const { rows } = decodeLogs(logsRequest([record], { resource, scope }));
    expect(rows).toEqual([
      {
        dataset: 'shop',
        signal: 'log',
        kind: 'log_record',
        time: '1700000000000000001',
        duration_ns: '-1',
        trace_id: TRACE_ID,
        span_id: '0'.repeat(16),
        parent_id: SPAN_ID,
        link_trace_id: '0'.repeat(32),
        link_span_id: '0'.repeat(16),
        name: '',
        parent_name: '',
        service: 'shop',
        span_kind: '',
        status_code: 0,
        status_message: '',
        trace_state: '',
        scope_name: 'lib',
        scope_version: '1.0',
        weight: 1,
        attr_string: {
          body: 'it broke',
          severity: 'error',
          severity_text: 'Error',
          'event.name': 'order.failed',
          a: 'scope',
          s: 'scope',
        },
        attr_int: {
          code: '7',
          severity_code: '17',
          flags: '1',
          'log_record.observed_time_unix_nano': '1700000000000000002',
          'log_record.dropped_attributes_count': '3',
        },
        attr_float: {},
        attr_bool: {},
        attr_json: {},
      },
    ]);
  });

  it('says severity and flags even of an empty record, and nothing else', () => {
    expect(rowOf({})).toMatchObject({
      time: String(RECEIVED_NS),
      trace_id: '0'.repeat(32),
      parent_id: '0'.repeat(16),
      attr_string: { severity: 'unspecified', 'meta.time_source': 'received' },
      attr_int: { severity_code: '0', flags: '0' },
      attr_json: {},
    });
  });

  it.each([
    [-1, 'unspecified'],
    [0, 'unspecified'],
    [1, 'trace'],
    [4, 'trace'],
    [5, 'debug'],
    [8, 'debug'],
    [9, 'info'],
    [12, 'info'],
    [13, 'warn'],
    [16, 'warn'],
    [17, 'error'],
    [20, 'error'],
    [21, 'fatal'],
    [24, 'fatal'],
    [25, 'unspecified'],
  ])('severity %i is %s', (severityNumber, severity) => {
    expect(rowOf({ severityNumber })).toMatchObject({
      attr_string: { severity },
      attr_int: { severity_code: String(severityNumber) },
    });
  });

  it('reads the names of severities in JSON', () => {
    const names = ['SEVERITY_NUMBER_TRACE', 'SEVERITY_NUMBER_INFO3', 'SEVERITY_NUMBER_FATAL4'];
    const { rows } = decodeJson(logsRequest(names.map((severityNumber) => ({ severityNumber }))), { signal: 'logs' });
    expect(rows.map((row) => (row['attr_int'] as Record<string, string>)['severity_code'])).toEqual(['1', '11', '24']);
  });

  it('has the time of the record, else the one it was observed at, else the one it came in at', () => {
    const times = [
      { timeUnixNano: '5', observedTimeUnixNano: '9' },
      { observedTimeUnixNano: '9' },
      { timeUnixNano: '0', observedTimeUnixNano: '0' },
    ];
    const { rows } = decodeLogs(logsRequest(times));
    expect(
      rows.map((row) => [row['time'], (row['attr_string'] as Record<string, string>)['meta.time_source']]),
    ).toEqual([
      ['5', undefined],
      ['9', 'observed'],
      [String(RECEIVED_NS), 'received'],
    ]);
  });

  it('flags times that are far off, and keeps what no column can hold', () => {
    const timeRange = { earliestNs: 10n, latestNs: 20n };
    const { rows, oddities } = decodeLogs(
      logsRequest([{ timeUnixNano: '9' }, { observedTimeUnixNano: '21' }, { timeUnixNano: '18446744073709551615' }]),
      { timeRange },
    );
    expect(oddities['time-out-of-range']).toBe(3);
    for (const row of rows) expect(row['attr_bool']).toEqual({ 'meta.time_out_of_range': true });
    expect(rows[2]).toMatchObject({
      time: '9223372036854775807',
      attr_string: { 'log_record.time_unix_nano': '18446744073709551615' },
    });
  });
});

describe('the body of a log record', () => {
  it.each<[string, object, object]>([
    ['text', { stringValue: 'x' }, { attr_string: { body: 'x' }, attr_json: {} }],
    ['empty text', { stringValue: '' }, { attr_string: { body: '' }, attr_json: {} }],
    ['an integer', { intValue: '9223372036854775807' }, { attr_int: { body: '9223372036854775807' }, attr_json: {} }],
    ['true', { boolValue: true }, { attr_bool: { body: true }, attr_json: {} }],
    ['a double', { doubleValue: 0.5 }, { attr_float: { body: 0.5 }, attr_json: {} }],
    ['NaN', { doubleValue: 'NaN' }, { attr_float: { body: 'nan' }, attr_json: {} }],
    [
      'bytes',
      { bytesValue: 'AQI=' },
      { attr_string: { body: '"AQI="' }, attr_json: { body: '{"bytesValue":"AQI="}' } },
    ],
    [
      'an array',
      { arrayValue: { values: [{ intValue: '1' }, { stringValue: 'b' }] } },
      {
        attr_string: { body: '[1,"b"]' },
        attr_json: { body: '{"arrayValue":{"values":[{"intValue":"1"},{"stringValue":"b"}]}}' },
      },
    ],
    [
      'a map',
      {
        kvlistValue: {
          values: [attribute('b', 1), attribute('a', { kvlistValue: { values: [attribute('c', 'x')] } })],
        },
      },
      {
        attr_string: { body: '{"a":{"c":"x"},"b":1}', 'body.a.c': 'x' },
        attr_int: { 'body.b': '1' },
        attr_json: { body: expect.stringContaining('"key":"b"') },
      },
    ],
    ['an empty map', { kvlistValue: {} }, { attr_string: { body: '{}' }, attr_json: { body: expect.any(String) } }],
    ['no value', {}, { attr_json: { body: '{}' } }],
  ])('%s', (_what, body, row) => {
    expect(rowOf({ body })).toMatchObject(row);
  });

  it('that says nothing is nothing to queries', () => {
    expect(rowOf({ body: {} })['attr_string']).not.toHaveProperty('body');
  });

  it('may be plain JSON, as hand-written clients send it', () => {
    const { rows } = decodeJson(logsRequest([{ body: 'x' }, { body: { a: 1 } }, { body: null }]), { signal: 'logs' });
    expect(rows[0]).toMatchObject({ attr_string: { body: 'x' } });
    expect(rows[1]?.['attr_json']).toMatchObject({ body: '{}' });
    expect(rows[2]?.['attr_json']).toEqual({});
  });

  it('is cut where it is too long, and the row says so', () => {
    const limits = { ...DEFAULT_RECORD_LIMITS, valueBytesMax: 3 };
    const { rows, oddities } = decodeLogs(
      logsRequest([{ body: { stringValue: 'abcd' }, severityText: 'long', eventName: 'longer' }]),
      { limits },
    );
    expect(oddities['value-cut']).toBe(1);
    expect(rows[0]).toMatchObject({
      attr_string: {
        body: 'abc',
        severity_text: 'lon',
        'event.name': 'lon',
        'meta.truncated': '["body","severity_text","event.name"]',
      },
    });
  });
});

describe('names of a log record', () => {
  it('an own attribute wins over a field, and the field stands beside it', () => {
    const names = ['body', 'severity', 'severity_code', 'severity_text', 'event.name', 'flags'];
    const record = {
      body: { kvlistValue: { values: [attribute('k', 1)] } },
      severityNumber: 9,
      severityText: 'INFO',
      eventName: 'e',
      flags: 1,
      attributes: names.map((name) => attribute(name, 'own')),
    };
    const row = rowOf(record);
    expect(row['attr_string']).toMatchObject({
      ...Object.fromEntries(names.map((name) => [name, 'own'])),
      'log_record.body': '{"k":1}',
      'log_record.severity': 'info',
      'log_record.severity_text': 'INFO',
      'log_record.event.name': 'e',
    });
    expect(row['attr_int']).toMatchObject({
      'log_record.body.k': '1',
      'log_record.severity_code': '9',
      'log_record.flags': '1',
    });
    expect(row['attr_json']).toEqual({ 'log_record.body': expect.any(String) });
  });

  it('fields win over attributes of scope and resource', () => {
    const attributes = ['body', 'severity', 'flags', 'trace.trace_id', 'meta.annotation_type', 'trace.parent_id'].map(
      (name) => attribute(name, 'theirs'),
    );
    const record = { body: { stringValue: 'mine' }, traceId: TRACE_ID, spanId: SPAN_ID };
    const { rows } = decodeLogs(logsRequest([record], { resource: { attributes } }));
    expect(rows[0]?.['attr_string']).toEqual({
      body: 'mine',
      severity: 'unspecified',
      'meta.time_source': 'received',
    });
  });

  it('attributes of an exception stay attributes', () => {
    const attributes = [attribute('exception.type', 'E'), attribute('exception.message', 'm')];
    expect(rowOf({ eventName: 'http.client.request.exception', attributes })).toMatchObject({
      attr_string: { 'exception.type': 'E', 'exception.message': 'm', 'event.name': 'http.client.request.exception' },
    });
  });
});

describe('ids of a log record', () => {
  it.each([
    ['a trace id that is too short', { traceId: '0102', spanId: SPAN_ID }, { 'meta.invalid_trace_id': '0102' }],
    ['a span id that is too long', { traceId: TRACE_ID, spanId: TRACE_ID }, { 'meta.invalid_span_id': TRACE_ID }],
  ])('%s is dropped and kept as an attribute', (_what, ids, odd) => {
    const row = rowOf(ids);
    expect(row['attr_string']).toMatchObject(odd);
    const isTraceOdd = 'meta.invalid_trace_id' in odd;
    expect(row['trace_id']).toBe(isTraceOdd ? '0'.repeat(32) : TRACE_ID);
    expect(row['parent_id']).toBe(isTraceOdd ? SPAN_ID : '0'.repeat(16));
  });

  it('all zeros are none', () => {
    const row = rowOf({ traceId: '0'.repeat(32), spanId: '0'.repeat(16) });
    expect(Object.keys(row['attr_string'] ?? {})).toEqual(['severity', 'meta.time_source']);
  });
});

describe('weight and dataset of a log record', () => {
  it('counts as often as its sample rate says', () => {
    const { rows } = decodeLogs(
      logsRequest([{ attributes: [attribute('sampleRate', 10)] }, {}], {
        resource: { attributes: [attribute('SampleRate', '4.5')] },
      }),
    );
    expect(rows.map((row) => row['weight'])).toEqual([10, 5]);
    for (const row of rows) expect(JSON.stringify(row)).not.toContain('ampleRate');
  });

  it.each([
    ['shop', '', 'shop'],
    [' Shop ', 'header', 'shop'],
    ['', '', 'unknown_log_source'],
    ['', ' My Logs ', 'my-logs'],
    ['unknown_service:node', 'header', 'header'],
    ['unknown_service', ' ', 'unknown_log_source'],
  ])('service %j with header %j is in %s', (name, datasetHeader, dataset) => {
    const { rows } = decodeLogs(logsRequest([{}], service(name)), { datasetHeader });
    expect(rows[0]).toMatchObject({ dataset, service: name });
  });
});

describe('log records that cannot be kept', () => {
  const tooMany = Array.from({ length: 4 }, (_, index) => attribute(`a${index}`, 'x'));
  const deep = { arrayValue: { values: [{ arrayValue: { values: [{ arrayValue: {} }] } }] } };

  it.each([
    ['attributes-too-many', { attributes: tooMany }],
    ['attributes-too-many', { body: { kvlistValue: { values: tooMany } } }],
    ['value-too-deep', { body: deep }],
    ['value-too-deep', { attributes: [attribute('a', deep)] }],
  ])('%s: it alone is left out', (reason, bad) => {
    const limits = { ...DEFAULT_RECORD_LIMITS, attributesMax: 3, depthMax: 2 };
    const { rows, rejected, recordCount } = decodeLogs(logsRequest([{}, bad, {}]), { limits });
    expect([rows.length, rejected, recordCount]).toEqual([2, [{ index: 1, reason }], 3]);
  });

  it('of a wrong shape: it alone is left out', () => {
    const records = [{}, { severityNumber: 'loud' }, [], {}];
    const { rows, rejected } = decodeJson(logsRequest(records), { signal: 'logs' });
    expect([rows.length, rejected.map(({ index }) => index)]).toEqual([2, [1, 2]]);
  });
});

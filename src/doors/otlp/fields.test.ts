import { Field, type Type } from 'protobufjs';
import { describe, expect, it } from 'vitest';
import {
  attribute,
  decodeBoth,
  logsRequest,
  metricsRequest,
  SPAN_ID,
  TRACE_ID,
  traceRequest,
} from '../../../tests/support/otlp-decode.ts';
import { loadRequestType } from '../../../tests/support/otlp-protobuf.ts';
import { OTLP_SIGNALS, type OtlpSignal } from './signals.ts';

/** A request that sets the field, and what the last row (an event or link: the first) holds because of it. */
interface Place {
  readonly signal?: OtlpSignal;
  readonly request: object;
  readonly row: object;
  readonly isFirstRow?: boolean;
}

const ofSpan = (span: object, row: object): Place => ({ request: traceRequest([span]), row });
const ofChild = (span: object, row: object): Place => ({ request: traceRequest([span]), row, isFirstRow: true });
const ofEvent = (event: object, row: object): Place => ofChild({ events: [event] }, { kind: 'span_event', ...row });
const ofLink = (link: object, row: object): Place => ofChild({ links: [link] }, { kind: 'span_link', ...row });
const ofResource = (resource: object, row: object): Place => ({ request: traceRequest([{}], { resource }), row });
const ofScope = (scope: object, row: object): Place => ({ request: traceRequest([{}], { scope }), row });
const ofValue = (value: object, row: object): Place => ofSpan({ attributes: [attribute('a', value)] }, row);
const ofEntity = (entityRef: object, text: string): Place =>
  ofResource({ entityRefs: [entityRef] }, { attr_string: { 'resource.entity_refs': expect.stringContaining(text) } });
const ofLog = (record: object, row: object): Place => ({ signal: 'logs', request: logsRequest([record]), row });
const ofMetrics = (metrics: object[], row: object): Place => ({
  signal: 'metrics',
  request: metricsRequest(metrics),
  row,
});
/** The metric is called `m`, and its JSON holds `text`. */
const ofMetric = (metric: object, text: string): Place =>
  ofMetrics([{ name: 'm', ...metric }], { attr_json: { m: expect.stringContaining(text) } });
const ofNumber = (point: object, text: string) => ofMetric({ gauge: { dataPoints: [point] } }, text);
const ofHistogram = (point: object, text: string) => ofMetric({ histogram: { dataPoints: [point] } }, text);
const ofExponential = (point: object, text: string) =>
  ofMetric({ exponentialHistogram: { dataPoints: [point] } }, text);
const ofSummary = (point: object, text: string) => ofMetric({ summary: { dataPoints: [point] } }, text);
const ofExemplar = (exemplar: object, text: string) => ofNumber({ exemplars: [exemplar] }, text);
const pointAttribute = (kind: string): Place =>
  ofMetrics([{ name: 'm', [kind]: { dataPoints: [{ attributes: [attribute('a', 'x')] }] } }], aString);
const aString = { attr_string: { a: 'x' } };

/** Where each field goes, or why it goes nowhere. */
const PLACES: Readonly<Record<string, Place | string>> = {
  'ExportTraceServiceRequest.resource_spans': ofSpan({}, { kind: 'span' }),
  'ResourceSpans.resource': ofResource({ attributes: [attribute('a', 'x')] }, aString),
  'ResourceSpans.scope_spans': ofSpan({}, { kind: 'span' }),
  'ResourceSpans.schema_url': {
    request: { resourceSpans: [{ schemaUrl: 'u', scopeSpans: [{ spans: [{ traceId: TRACE_ID, spanId: SPAN_ID }] }] }] },
    row: { attr_string: { 'resource.schema_url': 'u' } },
  },
  'Resource.attributes': ofResource({ attributes: [attribute('a', 'x')] }, aString),
  'Resource.dropped_attributes_count': ofResource(
    { droppedAttributesCount: 7 },
    { attr_int: { 'resource.dropped_attributes_count': '7' } },
  ),
  'Resource.entity_refs': ofEntity({ type: 'host' }, '"type":"host"'),
  'EntityRef.schema_url': ofEntity({ schemaUrl: 'u' }, '"schema_url":"u"'),
  'EntityRef.type': ofEntity({ type: 'host' }, '"type":"host"'),
  'EntityRef.id_keys': ofEntity({ idKeys: ['host.id'] }, '"id_keys":["host.id"]'),
  'EntityRef.description_keys': ofEntity({ descriptionKeys: ['os'] }, '"description_keys":["os"]'),
  'ScopeSpans.scope': ofScope({ name: 'lib' }, { scope_name: 'lib' }),
  'ScopeSpans.spans': ofSpan({}, { kind: 'span' }),
  'ScopeSpans.schema_url': {
    request: traceRequest([{}], { schemaUrl: 'u' }),
    row: { attr_string: { 'scope.schema_url': 'u' } },
  },
  'InstrumentationScope.name': ofScope({ name: 'lib' }, { scope_name: 'lib' }),
  'InstrumentationScope.version': ofScope({ version: '1' }, { scope_version: '1' }),
  'InstrumentationScope.attributes': ofScope({ attributes: [attribute('a', 'x')] }, aString),
  'InstrumentationScope.dropped_attributes_count': ofScope(
    { droppedAttributesCount: 7 },
    { attr_int: { 'scope.dropped_attributes_count': '7' } },
  ),
  'Span.trace_id': ofSpan({ traceId: 'ab'.repeat(16) }, { trace_id: 'ab'.repeat(16) }),
  'Span.span_id': ofSpan({ spanId: 'ab'.repeat(8) }, { span_id: 'ab'.repeat(8) }),
  'Span.trace_state': ofSpan({ traceState: 'a=b' }, { trace_state: 'a=b' }),
  'Span.parent_span_id': ofSpan({ parentSpanId: 'ab'.repeat(8) }, { parent_id: 'ab'.repeat(8) }),
  'Span.flags': ofSpan({ flags: 4_294_967_295 }, { attr_int: { 'span.flags': '4294967295' } }),
  'Span.name': ofSpan({ name: 'GET' }, { name: 'GET' }),
  'Span.kind': ofSpan({ kind: 5 }, { span_kind: 'consumer' }),
  'Span.start_time_unix_nano': ofSpan({ startTimeUnixNano: '5' }, { time: '5' }),
  'Span.end_time_unix_nano': ofSpan({ startTimeUnixNano: '5', endTimeUnixNano: '9' }, { duration_ns: '4' }),
  'Span.attributes': ofSpan({ attributes: [attribute('a', 'x')] }, aString),
  'Span.dropped_attributes_count': ofSpan(
    { droppedAttributesCount: 7 },
    { attr_int: { 'span.dropped_attributes_count': '7' } },
  ),
  'Span.events': ofEvent({ name: 'e' }, { name: 'e' }),
  'Span.dropped_events_count': ofSpan({ droppedEventsCount: 7 }, { attr_int: { 'span.dropped_events_count': '7' } }),
  'Span.links': ofLink({ spanId: SPAN_ID }, { link_span_id: SPAN_ID }),
  'Span.dropped_links_count': ofSpan({ droppedLinksCount: 7 }, { attr_int: { 'span.dropped_links_count': '7' } }),
  'Span.status': ofSpan({ status: { code: 2 } }, { status_code: 2 }),
  'Event.time_unix_nano': ofEvent({ timeUnixNano: '5' }, { time: '5' }),
  'Event.name': ofEvent({ name: 'e' }, { name: 'e' }),
  'Event.attributes': ofEvent({ attributes: [attribute('a', 'x')] }, aString),
  'Event.dropped_attributes_count': ofEvent(
    { droppedAttributesCount: 7 },
    { attr_int: { 'span_event.dropped_attributes_count': '7' } },
  ),
  'Link.trace_id': ofLink({ traceId: TRACE_ID }, { link_trace_id: TRACE_ID }),
  'Link.span_id': ofLink({ spanId: SPAN_ID }, { link_span_id: SPAN_ID }),
  'Link.trace_state': ofLink({ traceState: 'a=b' }, { attr_string: { 'trace.link.trace_state': 'a=b' } }),
  'Link.attributes': ofLink({ attributes: [attribute('a', 'x')] }, aString),
  'Link.dropped_attributes_count': ofLink(
    { droppedAttributesCount: 7 },
    { attr_int: { 'trace.link.dropped_attributes_count': '7' } },
  ),
  'Link.flags': ofLink({ flags: 769 }, { attr_int: { 'trace.link.flags': '769' } }),
  'Status.message': ofSpan({ status: { message: 'no' } }, { status_message: 'no' }),
  'Status.code': ofSpan({ status: { code: 1 } }, { status_code: 1 }),
  'KeyValue.key': ofValue({ stringValue: 'x' }, aString),
  'KeyValue.value': ofValue({ stringValue: 'x' }, aString),
  'KeyValue.key_strindex': 'index into the dictionary of profiles; common.proto: treat as absent in other signals',
  'AnyValue.string_value': ofValue({ stringValue: 'x' }, aString),
  'AnyValue.bool_value': ofValue({ boolValue: true }, { attr_bool: { a: true } }),
  'AnyValue.int_value': ofValue({ intValue: '-5' }, { attr_int: { a: '-5' } }),
  'AnyValue.double_value': ofValue({ doubleValue: 0.1 }, { attr_float: { a: 0.1 } }),
  'AnyValue.array_value': ofValue({ arrayValue: { values: [{ intValue: '1' }] } }, { attr_string: { a: '[1]' } }),
  'AnyValue.kvlist_value': ofValue({ kvlistValue: { values: [attribute('b', 1)] } }, { attr_int: { 'a.b': '1' } }),
  'AnyValue.bytes_value': ofValue({ bytesValue: 'AQI=' }, { attr_json: { a: '{"bytesValue":"AQI="}' } }),
  'AnyValue.string_value_strindex': 'index into the dictionary of profiles; common.proto: treat as absent elsewhere',
  'ArrayValue.values': ofValue({ arrayValue: { values: [{ intValue: '1' }] } }, { attr_string: { a: '[1]' } }),
  'KeyValueList.values': ofValue({ kvlistValue: { values: [attribute('b', 1)] } }, { attr_int: { 'a.b': '1' } }),
};

const LOG_PLACES: Readonly<Record<string, Place | string>> = {
  'ExportLogsServiceRequest.resource_logs': ofLog({}, { kind: 'log_record' }),
  'ResourceLogs.resource': {
    signal: 'logs',
    request: logsRequest([{}], { resource: { attributes: [attribute('a', 'x')] } }),
    row: aString,
  },
  'ResourceLogs.scope_logs': ofLog({}, { kind: 'log_record' }),
  'ResourceLogs.schema_url': {
    signal: 'logs',
    request: { resourceLogs: [{ schemaUrl: 'u', scopeLogs: [{ logRecords: [{}] }] }] },
    row: { attr_string: { 'resource.schema_url': 'u' } },
  },
  'ScopeLogs.scope': { signal: 'logs', request: logsRequest([{}], { scope: { name: 'l' } }), row: { scope_name: 'l' } },
  'ScopeLogs.log_records': ofLog({}, { kind: 'log_record' }),
  'ScopeLogs.schema_url': {
    signal: 'logs',
    request: logsRequest([{}], { schemaUrl: 'u' }),
    row: { attr_string: { 'scope.schema_url': 'u' } },
  },
  'LogRecord.time_unix_nano': ofLog({ timeUnixNano: '5' }, { time: '5' }),
  'LogRecord.observed_time_unix_nano': ofLog(
    { timeUnixNano: '5', observedTimeUnixNano: '9' },
    { attr_int: { 'log_record.observed_time_unix_nano': '9' } },
  ),
  'LogRecord.severity_number': ofLog({ severityNumber: 9 }, { attr_int: { severity_code: '9' } }),
  'LogRecord.severity_text': ofLog({ severityText: 'INFO' }, { attr_string: { severity_text: 'INFO' } }),
  'LogRecord.body': ofLog({ body: { stringValue: 'x' } }, { attr_string: { body: 'x' } }),
  'LogRecord.attributes': ofLog({ attributes: [attribute('a', 'x')] }, aString),
  'LogRecord.dropped_attributes_count': ofLog(
    { droppedAttributesCount: 7 },
    { attr_int: { 'log_record.dropped_attributes_count': '7' } },
  ),
  'LogRecord.flags': ofLog({ flags: 4_294_967_295 }, { attr_int: { flags: '4294967295' } }),
  'LogRecord.trace_id': ofLog({ traceId: TRACE_ID }, { trace_id: TRACE_ID }),
  'LogRecord.span_id': ofLog({ spanId: SPAN_ID }, { parent_id: SPAN_ID }),
  'LogRecord.event_name': ofLog({ eventName: 'e' }, { attr_string: { 'event.name': 'e' } }),
};

const METRIC_PLACES: Readonly<Record<string, Place | string>> = {
  'ExportMetricsServiceRequest.resource_metrics': ofNumber({}, '"gauge"'),
  'ResourceMetrics.resource': {
    signal: 'metrics',
    request: metricsRequest([{ gauge: { dataPoints: [{}] } }], { resource: { attributes: [attribute('a', 'x')] } }),
    row: aString,
  },
  'ResourceMetrics.scope_metrics': ofNumber({}, '"gauge"'),
  'ResourceMetrics.schema_url': {
    signal: 'metrics',
    request: { resourceMetrics: [{ schemaUrl: 'u', scopeMetrics: [{ metrics: [{ gauge: { dataPoints: [{}] } }] }] }] },
    row: { attr_string: { 'resource.schema_url': 'u' } },
  },
  'ScopeMetrics.scope': {
    signal: 'metrics',
    request: metricsRequest([{ gauge: { dataPoints: [{}] } }], { scope: { name: 'l' } }),
    row: { scope_name: 'l' },
  },
  'ScopeMetrics.metrics': ofNumber({}, '"gauge"'),
  'ScopeMetrics.schema_url': {
    signal: 'metrics',
    request: metricsRequest([{ gauge: { dataPoints: [{}] } }], { schemaUrl: 'u' }),
    row: { attr_string: { 'scope.schema_url': 'u' } },
  },
  'Metric.name': ofMetric({ gauge: { dataPoints: [{}] } }, '"name":"m"'),
  'Metric.description': ofMetric({ description: 'd', gauge: { dataPoints: [{}] } }, '"description":"d"'),
  'Metric.unit': ofMetric({ unit: 's', gauge: { dataPoints: [{}] } }, '"unit":"s"'),
  'Metric.gauge': ofMetric({ gauge: { dataPoints: [{}] } }, '"gauge":'),
  'Metric.sum': ofMetric({ sum: { dataPoints: [{}] } }, '"sum":'),
  'Metric.histogram': ofMetric({ histogram: { dataPoints: [{}] } }, '"histogram":'),
  'Metric.exponential_histogram': ofExponential({}, '"exponentialHistogram":'),
  'Metric.summary': ofSummary({}, '"summary":'),
  'Metric.metadata': ofMetric(
    { metadata: [attribute('a', 'x')], gauge: { dataPoints: [{}] } },
    '"metadata":[{"key":"a","value":{"stringValue":"x"}}]',
  ),
  'Gauge.data_points': ofNumber({ asInt: '5' }, '"asInt":"5"'),
  'Sum.data_points': ofMetric({ sum: { dataPoints: [{ asInt: '5' }] } }, '"asInt":"5"'),
  'Sum.aggregation_temporality': ofMetric(
    { sum: { aggregationTemporality: 1, dataPoints: [{}] } },
    '"aggregationTemporality":1',
  ),
  'Sum.is_monotonic': ofMetric({ sum: { isMonotonic: true, dataPoints: [{}] } }, '"isMonotonic":true'),
  'Histogram.data_points': ofHistogram({ count: '5' }, '"count":"5"'),
  'Histogram.aggregation_temporality': ofMetric(
    { histogram: { aggregationTemporality: 2, dataPoints: [{}] } },
    '"aggregationTemporality":2',
  ),
  'ExponentialHistogram.data_points': ofExponential({ count: '5' }, '"count":"5"'),
  'ExponentialHistogram.aggregation_temporality': ofMetric(
    { exponentialHistogram: { aggregationTemporality: 2, dataPoints: [{}] } },
    '"aggregationTemporality":2',
  ),
  'Summary.data_points': ofSummary({ count: '5' }, '"count":"5"'),
  'NumberDataPoint.attributes': pointAttribute('gauge'),
  'NumberDataPoint.start_time_unix_nano': ofNumber({ startTimeUnixNano: '5' }, '"startTimeUnixNano":"5"'),
  'NumberDataPoint.time_unix_nano': ofNumber({ timeUnixNano: '5' }, '"timeUnixNano":"5"'),
  'NumberDataPoint.as_double': ofMetrics([{ name: 'm', gauge: { dataPoints: [{ asDouble: 0 }] } }], {
    attr_float: { m: 0 },
  }),
  'NumberDataPoint.as_int': ofMetrics([{ name: 'm', gauge: { dataPoints: [{ asInt: '0' }] } }], {
    attr_int: { m: '0' },
  }),
  'NumberDataPoint.exemplars': ofExemplar({ asInt: '5' }, '"exemplars":[{"asInt":"5"}]'),
  'NumberDataPoint.flags': ofNumber({ flags: 3 }, '"flags":3'),
  'HistogramDataPoint.attributes': pointAttribute('histogram'),
  'HistogramDataPoint.start_time_unix_nano': ofHistogram({ startTimeUnixNano: '5' }, '"startTimeUnixNano":"5"'),
  'HistogramDataPoint.time_unix_nano': ofHistogram({ timeUnixNano: '5' }, '"timeUnixNano":"5"'),
  'HistogramDataPoint.count': ofHistogram({ count: '5' }, '"count":"5"'),
  'HistogramDataPoint.sum': ofHistogram({ sum: 0 }, '"sum":0'),
  'HistogramDataPoint.bucket_counts': ofHistogram({ bucketCounts: ['5', '6'] }, '"bucketCounts":["5","6"]'),
  'HistogramDataPoint.explicit_bounds': ofHistogram({ explicitBounds: [0.5, 1] }, '"explicitBounds":[0.5,1]'),
  'HistogramDataPoint.exemplars': ofHistogram({ exemplars: [{ asInt: '5' }] }, '"exemplars":[{"asInt":"5"}]'),
  'HistogramDataPoint.flags': ofHistogram({ flags: 3 }, '"flags":3'),
  'HistogramDataPoint.min': ofHistogram({ min: 0 }, '"min":0'),
  'HistogramDataPoint.max': ofHistogram({ max: 0 }, '"max":0'),
  'ExponentialHistogramDataPoint.attributes': pointAttribute('exponentialHistogram'),
  'ExponentialHistogramDataPoint.start_time_unix_nano': ofExponential(
    { startTimeUnixNano: '5' },
    '"startTimeUnixNano":"5"',
  ),
  'ExponentialHistogramDataPoint.time_unix_nano': ofExponential({ timeUnixNano: '5' }, '"timeUnixNano":"5"'),
  'ExponentialHistogramDataPoint.count': ofExponential({ count: '5' }, '"count":"5"'),
  'ExponentialHistogramDataPoint.sum': ofExponential({ sum: 0 }, '"sum":0'),
  'ExponentialHistogramDataPoint.scale': ofExponential({ scale: -5 }, '"scale":-5'),
  'ExponentialHistogramDataPoint.zero_count': ofExponential({ zeroCount: '5' }, '"zeroCount":"5"'),
  'ExponentialHistogramDataPoint.positive': ofExponential({ positive: {} }, '"positive":{}'),
  'ExponentialHistogramDataPoint.negative': ofExponential({ negative: {} }, '"negative":{}'),
  'ExponentialHistogramDataPoint.flags': ofExponential({ flags: 3 }, '"flags":3'),
  'ExponentialHistogramDataPoint.exemplars': ofExponential(
    { exemplars: [{ asInt: '5' }] },
    '"exemplars":[{"asInt":"5"}]',
  ),
  'ExponentialHistogramDataPoint.min': ofExponential({ min: 0 }, '"min":0'),
  'ExponentialHistogramDataPoint.max': ofExponential({ max: 0 }, '"max":0'),
  'ExponentialHistogramDataPoint.zero_threshold': ofExponential({ zeroThreshold: 0.5 }, '"zeroThreshold":0.5'),
  'Buckets.offset': ofExponential({ positive: { offset: -5 } }, '"positive":{"offset":-5}'),
  'Buckets.bucket_counts': ofExponential({ negative: { bucketCounts: ['5'] } }, '"negative":{"bucketCounts":["5"]}'),
  'SummaryDataPoint.attributes': pointAttribute('summary'),
  'SummaryDataPoint.start_time_unix_nano': ofSummary({ startTimeUnixNano: '5' }, '"startTimeUnixNano":"5"'),
  'SummaryDataPoint.time_unix_nano': ofSummary({ timeUnixNano: '5' }, '"timeUnixNano":"5"'),
  'SummaryDataPoint.count': ofSummary({ count: '5' }, '"count":"5"'),
  'SummaryDataPoint.sum': ofSummary({ sum: 5 }, '"sum":5'),
  'SummaryDataPoint.quantile_values': ofSummary(
    { quantileValues: [{}] },
    '"quantileValues":[{"quantile":0,"value":0}]',
  ),
  'SummaryDataPoint.flags': ofSummary({ flags: 3 }, '"flags":3'),
  'ValueAtQuantile.quantile': ofSummary({ quantileValues: [{ quantile: 0.5 }] }, '"quantile":0.5'),
  'ValueAtQuantile.value': ofSummary({ quantileValues: [{ value: 7 }] }, '"value":7'),
  'Exemplar.filtered_attributes': ofExemplar({ filteredAttributes: [attribute('a', 'x')] }, '"stringValue":"x"'),
  'Exemplar.time_unix_nano': ofExemplar({ timeUnixNano: '5' }, '"exemplars":[{"timeUnixNano":"5"}]'),
  'Exemplar.as_double': ofExemplar({ asDouble: 0.5 }, '"asDouble":0.5'),
  'Exemplar.as_int': ofExemplar({ asInt: '-5' }, '"asInt":"-5"'),
  'Exemplar.span_id': ofExemplar({ spanId: SPAN_ID }, `"spanId":"${SPAN_ID}"`),
  'Exemplar.trace_id': ofExemplar({ traceId: TRACE_ID }, `"traceId":"${TRACE_ID}"`),
};

const ALL_PLACES = { ...PLACES, ...LOG_PLACES, ...METRIC_PLACES };

/** `Message.field` of every message that can stand in a request, by the message's full name. */
function reachableFields(type: Type, found: Map<string, string[]>): void {
  if (found.has(type.fullName)) return;
  found.set(
    type.fullName,
    type.fieldsArray.map((field) => `${type.name}.${field.name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)}`),
  );
  for (const field of type.fieldsArray) {
    const { resolvedType } = field instanceof Field ? field : {};
    if (resolvedType && 'fieldsArray' in resolvedType) reachableFields(resolvedType, found);
  }
}

describe('every field of the protos of traces, logs and metrics', () => {
  const found = new Map<string, string[]>();
  for (const signal of OTLP_SIGNALS) reachableFields(loadRequestType(signal), found);
  const fields = [...found.values()].flat();

  it('has a place or a reason, and no place is for a field that is gone', () => {
    expect(Object.keys(ALL_PLACES).sort()).toEqual([...fields].sort());
    expect(fields.length).toBeGreaterThan(140);
  });

  const places = Object.entries(ALL_PLACES).filter((entry): entry is [string, Place] => typeof entry[1] !== 'string');
  it.each(places)('%s is kept', (_field, { signal = 'traces', request, row, isFirstRow = false }) => {
    const { rows } = decodeBoth(request, { signal });
    expect(rows.at(isFirstRow ? 0 : -1)).toMatchObject(row);
  });

  it('values that are indices into the dictionary of profiles read as absent', () => {
    const { rows } = decodeBoth(
      traceRequest([
        { attributes: [attribute('a', { stringValueStrindex: 3 }), { keyStrindex: 3, value: { intValue: '1' } }] },
      ]),
    );
    expect(rows[0]).toMatchObject({ attr_string: {}, attr_json: { a: '{}', '': '{"intValue":"1"}' } });
  });
});

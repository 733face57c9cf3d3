import { Field, type Type } from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { attribute, decodeBoth, SPAN_ID, TRACE_ID, traceRequest } from '../../../tests/support/otlp-decode.ts';
import { loadRequestType } from '../../../tests/support/otlp-protobuf.ts';

/** A request that sets the field, and what the last row (an event or link: the first) holds because of it. */
interface Place {
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

/** `Message.field` of every message that can stand in a request. */
function reachableFields(type: Type, found = new Map<Type, string[]>()): string[] {
  if (!found.has(type)) {
    found.set(
      type,
      type.fieldsArray.map((field) => `${type.name}.${field.name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)}`),
    );
    for (const field of type.fieldsArray) {
      const { resolvedType } = field instanceof Field ? field : {};
      if (resolvedType && 'fieldsArray' in resolvedType) reachableFields(resolvedType, found);
    }
  }
  return [...found.values()].flat();
}

describe('every field of the trace, common and resource protos', () => {
  const fields = reachableFields(loadRequestType('traces'));

  it('has a place or a reason, and no place is for a field that is gone', () => {
    expect(Object.keys(PLACES).sort()).toEqual([...fields].sort());
    expect(fields.length).toBeGreaterThan(50);
  });

  const places = Object.entries(PLACES).filter((entry): entry is [string, Place] => typeof entry[1] !== 'string');
  it.each(places)('%s is kept', (_field, { request, row, isFirstRow = false }) => {
    const { rows } = decodeBoth(request);
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

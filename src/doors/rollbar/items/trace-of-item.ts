import { hexFromBytes } from '../../../base/hex.ts';
import { spanIdOf, traceIdOf, traceIdOfAmznHeader, traceIdOfTraceparent } from '../../common/trace-headers.ts';
import { fieldOf, firstText, isObject, type JsonObject, listOf, objectOf, textOf } from '../json.ts';

export interface TraceOfItem {
  readonly traceId: Uint8Array | undefined;
  readonly spanId: Uint8Array | undefined;
}

/**
 * Where an occurrence says that it happened, the first that says anything:
 *
 * 1. `data.custom`: `trace_id` and `span_id`, the same two in `otel`, the names that OpenTelemetry's logging
 *    instrumentation for Python uses, `otelTraceID` and `otelSpanID`, or those of a tracer that rollbar.js was given,
 *    `opentracing_trace_id` and `opentracing_span_id`.
 * 2. `data.attributes`, entries `trace_id` and `span_id`: of rollbar.js 3, whose own tracer makes these ids up and knows
 *    nothing of OpenTelemetry's (src/tracing/tracer.js). What the application says itself is believed first.
 * 3. `data.request.headers`: `traceparent` and `X-Amzn-Trace-Id`, which pyrollbar and rollbar.js send as they came in. They
 *    name the trace, and the span of whoever called, which is not where the failure is: no span id is taken from them. If
 *    both are there and disagree, neither is believed, and the occurrence is joined by host, address and time.
 */
export function traceOfItem(data: JsonObject): TraceOfItem {
  const attributes = new Map(
    listOf(data.attributes)
      .filter(isObject)
      .map(({ key, value }) => [textOf(key), textOf(value)]),
  );
  const custom = objectOf(data.custom);
  const otel = objectOf(custom.otel);
  const told = [
    {
      traceId: firstText(custom.trace_id, otel.trace_id, custom.otelTraceID, custom.opentracing_trace_id),
      spanId: firstText(custom.span_id, otel.span_id, custom.otelSpanID, custom.opentracing_span_id),
    },
    { traceId: attributes.get('trace_id'), spanId: attributes.get('span_id') },
  ];
  for (const { traceId: traceText = '', spanId: spanText = '' } of told) {
    const traceId = traceIdOf(traceText);
    if (traceId) return { traceId, spanId: spanIdOf(spanText) };
  }
  return { traceId: traceIdOfHeaders(objectOf(objectOf(data.request).headers)), spanId: undefined };
}

function traceIdOfHeaders(headers: JsonObject): Uint8Array | undefined {
  const w3c = traceIdOfTraceparent(textOf(fieldOf(headers, 'traceparent')));
  const amzn = traceIdOfAmznHeader(textOf(fieldOf(headers, 'x-amzn-trace-id')));
  if (w3c && amzn && hexFromBytes(w3c) !== hexFromBytes(amzn)) return undefined;
  return w3c ?? amzn;
}

import protobuf from 'protobufjs';
import { ROOT } from './repository.ts';

const PROTO_FOLDER = `${ROOT}/tests/fixtures/otlp-proto`;
const REQUEST = 'opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest';

/** OTLP's messages as its .proto files state them: nothing of this is our own decoder's. */
export function loadTraceRequestType(): protobuf.Type {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => `${PROTO_FOLDER}/${target}`;
  root.loadSync('opentelemetry/proto/collector/trace/v1/trace_service.proto');
  root.resolveAll();
  return root.lookupType(REQUEST);
}

const traceRequest = loadTraceRequestType();

/** A request written as OTLP's JSON, in protobuf. */
export function encodeTraceRequest(json: object): Uint8Array {
  return traceRequest.encode(traceRequest.fromObject(withBytesForIds(json) as Record<string, unknown>)).finish();
}

/** OTLP writes ids as hex, plain proto3 JSON as base64. */
function withBytesForIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withBytesForIds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const isId = /^(trace|span|parentSpan)Id$/.test(key) && typeof member === 'string';
      return [key, isId ? Buffer.from(member, 'hex') : withBytesForIds(member)];
    }),
  );
}

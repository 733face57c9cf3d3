import protobuf from 'protobufjs';
import { OTLP_SIGNALS, type OtlpSignal } from '../../src/doors/otlp/signals.ts';
import { ROOT } from './repository.ts';

const ID_NAME = /^(trace|span|parentSpan)Id$/;
const PROTO_FOLDER = `${ROOT}/tests/fixtures/otlp-proto`;

const SERVICES: Readonly<Record<OtlpSignal, readonly [file: string, request: string]>> = {
  traces: ['trace/v1/trace_service.proto', 'trace.v1.ExportTraceServiceRequest'],
  logs: ['logs/v1/logs_service.proto', 'logs.v1.ExportLogsServiceRequest'],
  metrics: ['metrics/v1/metrics_service.proto', 'metrics.v1.ExportMetricsServiceRequest'],
};

/** OTLP's messages as its .proto files state them: nothing of this is our own decoder's. */
export function loadRequestType(signal: OtlpSignal): protobuf.Type {
  const [file, request] = SERVICES[signal];
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => `${PROTO_FOLDER}/${target}`;
  root.loadSync(`opentelemetry/proto/collector/${file}`);
  root.resolveAll();
  return root.lookupType(`opentelemetry.proto.collector.${request}`);
}

const requestTypes = new Map(OTLP_SIGNALS.map((signal) => [signal, loadRequestType(signal)]));

/** A request written as OTLP's JSON, in protobuf. */
export function encodeRequest(signal: OtlpSignal, json: object): Uint8Array {
  const type = requestTypes.get(signal)!;
  return type.encode(type.fromObject(withBytesForIds(json) as Record<string, unknown>)).finish();
}

export function encodeTraceRequest(json: object): Uint8Array {
  return encodeRequest('traces', json);
}

/** OTLP writes ids as hex, plain proto3 JSON as base64. */
function withBytesForIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withBytesForIds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const isId = ID_NAME.test(key) && typeof member === 'string';
      return [key, isId ? Buffer.from(member, 'hex') : withBytesForIds(member)];
    }),
  );
}

/** The same request as OTLP's JSON. */
export function requestAsJson(signal: OtlpSignal, bytes: Uint8Array): object {
  const type = requestTypes.get(signal)!;
  const plain = type.toObject(type.decode(bytes), { longs: String, enums: Number, bytes: String, json: true });
  return withHexForIds(plain) as object;
}

/** The other way round. */
function withHexForIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withHexForIds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const isId = ID_NAME.test(key) && typeof member === 'string';
      return [key, isId ? Buffer.from(member, 'base64').toString('hex') : withHexForIds(member)];
    }),
  );
}

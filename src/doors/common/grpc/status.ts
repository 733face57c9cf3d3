import type { OutgoingHttpHeaders } from 'node:http2';
import { ProtobufWriter } from '../../../base/protobuf-writer.ts';
import { type CombrayError, retryAfterSeconds } from '../../../model/errors.ts';

/** Status and message as headers or trailers. Source: grpc/grpc doc/PROTOCOL-HTTP2.md, "Status". */
export const OK_TRAILERS: OutgoingHttpHeaders = { 'grpc-status': '0' };

/** A retryable error says when to come back; any other must not, or clients would send for ever what is refused for good. */
export function statusHeaders(error: CombrayError, random: () => number): OutgoingHttpHeaders {
  const { grpcStatus, retryable } = error.kind;
  return {
    'grpc-status': String(grpcStatus),
    'grpc-message': percentEncode(error.message),
    ...(retryable ? retryHeaders(grpcStatus, error.message, retryAfterSeconds(random)) : {}),
  };
}

/**
 * google.rpc.RetryInfo in both places where clients look: inside google.rpc.Status, as the OTLP specification has it, and
 * by itself. Source of the second: opentelemetry-python 1.45 exporter/otlp/proto/grpc/exporter.py.
 */
function retryHeaders(grpcStatus: number, message: string, seconds: number): OutgoingHttpHeaders {
  const duration = new ProtobufWriter().varint(1, BigInt(seconds)).finish();
  const retryInfo = new ProtobufWriter().bytes(1, duration).finish();
  const detail = new ProtobufWriter()
    .string(1, 'type.googleapis.com/google.rpc.RetryInfo')
    .bytes(2, retryInfo)
    .finish();
  const status = new ProtobufWriter().varint(1, BigInt(grpcStatus)).string(2, message).bytes(3, detail).finish();
  return {
    'grpc-status-details-bin': status.toString('base64'),
    'google.rpc.retryinfo-bin': retryInfo.toString('base64'),
  };
}

/** UTF-8 with everything but printable ASCII, and the per cent sign, escaped. */
function percentEncode(text: string): string {
  let encoded = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    const isPlain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    encoded += isPlain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

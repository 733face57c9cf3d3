import { lengthTag, ProtobufError, ProtobufReader } from '../../../base/protobuf-reader.ts';
import { ProtobufWriter } from '../../../base/protobuf-writer.ts';
import { CombrayError } from '../../../model/errors.ts';
import type { GrpcMethod } from './method.ts';

const UNREADABLE_MESSAGE = 'failed to parse the health request';
// Source: grpc/grpc-proto grpc/health/v1/health.proto, ServingStatus.
const SERVING = 1n;
const NOT_SERVING = 2n;

/**
 * `grpc.health.v1.Health/Check` over the services of `methods`; '' asks for all of them. There is no `Watch`: clients take
 * its UNIMPLEMENTED for healthy. Source: grpc/grpc doc/health-checking.md.
 */
export function healthCheck(methods: readonly GrpcMethod[], isReady: () => Promise<boolean>): GrpcMethod {
  const services = new Set(['', ...methods.map(({ path }) => path.split('/')[1])]);
  return {
    path: '/grpc.health.v1.Health/Check',
    access: { credential: 'none' },
    unreadable: UNREADABLE_MESSAGE,
    async answer({ message }) {
      if (!services.has(readService(message))) throw new CombrayError('not-found', 'there is no such service');
      return new ProtobufWriter().varint(1, (await isReady()) ? SERVING : NOT_SERVING).finish();
    },
  };
}

/** HealthCheckRequest { string service = 1 } */
function readService(message: Uint8Array): string {
  const reader = new ProtobufReader(message);
  let service = '';
  try {
    while (reader.hasMore()) {
      if (reader.tag() === lengthTag(1)) service = reader.string();
      else reader.skip();
    }
  } catch (cause) {
    if (cause instanceof ProtobufError) throw new CombrayError('body-unreadable', UNREADABLE_MESSAGE, { cause });
    throw cause;
  }
  return service;
}

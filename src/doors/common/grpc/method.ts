import type { IncomingHttpHeaders } from 'node:http2';
import type { RouteAccess } from '../../../access/index.ts';
import type { EnvironmentId } from '../../../model/ids.ts';

/** What a method declares, as every route does; a call has no session. */
export type GrpcMethodAccess = Exclude<RouteAccess, { credential: 'session' }>;

/** A call that was let in and has been read. */
export interface GrpcCall {
  /** Metadata, names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** Of the key; undefined where the method is open to everyone. */
  readonly environment: EnvironmentId | undefined;
  /** Inflated. */
  readonly message: Uint8Array;
  /** Bytes of the message before decompression. */
  readonly sentBytes: number;
}

/** A unary method over bytes: the message comes and goes as the wire has it. */
export interface GrpcMethod {
  /** `/package.Service/Method` */
  readonly path: string;
  readonly access: GrpcMethodAccess;
  /** Of the answer to a message that cannot be inflated. */
  readonly unreadable: string;
  /** Resolves with the answer's message; throws a `CombrayError`, which becomes the status. */
  answer(call: GrpcCall): Promise<Uint8Array>;
}

import { Client, type ClientOptions, credentials, type Metadata, type ServiceError } from '@grpc/grpc-js';

/** Full method names by signal. Source: opentelemetry-proto 1.11. */
export const EXPORT_METHODS = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
} as const;

export interface GrpcAnswer {
  /** 0 is success: https://grpc.io/docs/guides/status-codes/ */
  readonly status: number;
  readonly message: string;
  readonly body: Buffer | undefined;
  /** Headers of a trailers-only answer, else trailers. */
  readonly trailers: Metadata;
}

/** The official client over bytes, without retries. */
export function openGrpcClient(url: string, { caPem, ...options }: ClientOptions & { caPem?: Buffer } = {}): Client {
  const trust = caPem ? credentials.createSsl(caPem) : credentials.createInsecure();
  return new Client(new URL(url).host, trust, {
    'grpc.enable_retries': 0,
    'grpc.max_send_message_length': -1,
    ...options,
  });
}

export function callGrpc(
  client: Client,
  path: string,
  message: Uint8Array,
  { metadata, timeoutMs = 10_000 }: { metadata: Metadata; timeoutMs?: number },
): Promise<GrpcAnswer> {
  const identity = (bytes: Uint8Array) => Buffer.from(bytes);
  return new Promise((resolve) => {
    const options = { deadline: new Date(performance.timeOrigin + performance.now() + timeoutMs) };
    let error: ServiceError | null = null;
    let body: Buffer | undefined;
    const call = client.makeUnaryRequest(
      path,
      identity,
      identity,
      Buffer.from(message),
      metadata,
      options,
      (failure, answer) => {
        error = failure;
        body = answer;
      },
    );
    call.on('status', ({ code, details, metadata: trailers }) => {
      // The callback comes before or after the status, but in the same turn.
      setImmediate(() => resolve({ status: error?.code ?? code, message: details, body, trailers }));
    });
  });
}

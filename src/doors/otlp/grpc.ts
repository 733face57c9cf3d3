import { readHoneycombKey } from '../../access/index.ts';
import { assert } from '../../base/assert.ts';
import type { Log } from '../../base/log.ts';
import { createGrpcHandler, type GrpcHandler, type GrpcHandlerOptions } from '../common/grpc/handler.ts';
import { healthCheck } from '../common/grpc/health.ts';
import type { GrpcMethod } from '../common/grpc/method.ts';
import { UNREADABLE_MESSAGE } from './errors.ts';
import { type ExportParts, exportSignal } from './export.ts';
import { encodeExportResponse } from './responses.ts';
import type { OtlpSignal } from './signals.ts';

const DOOR = 'otlp_grpc';

/** Source: opentelemetry-proto 1.11, opentelemetry/proto/collector/<signal>/v1. */
const METHODS: readonly { signal: OtlpSignal; path: string }[] = [
  { signal: 'traces', path: '/opentelemetry.proto.collector.trace.v1.TraceService/Export' },
  { signal: 'logs', path: '/opentelemetry.proto.collector.logs.v1.LogsService/Export' },
  { signal: 'metrics', path: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export' },
];

export interface OtlpGrpcOptions
  extends ExportParts,
    Pick<GrpcHandlerOptions, 'bodyLimits' | 'inflater' | 'admit' | 'random'> {
  readonly log: Log;
  /** Called for each call that failed by a bug. */
  readonly onBug: () => void;
  /** Whether the stores answer. */
  readonly isReady: () => Promise<boolean>;
}

/** OTLP/gRPC: the same exports as over HTTP, and the health service that probes ask. */
export function otlpGrpc(options: OtlpGrpcOptions): GrpcHandler {
  const methods = otlpGrpcMethods(options);
  return createGrpcHandler({
    ...options,
    methods: [...methods, healthCheck(methods, options.isReady)],
    onRefused: (code) => options.intake.refused(DOOR, code),
    onBug: (error) => {
      options.onBug();
      options.log.error({ err: error }, 'an OTLP call failed');
    },
  });
}

export function otlpGrpcMethods(parts: ExportParts): readonly GrpcMethod[] {
  return METHODS.map(({ signal, path }) => ({
    path,
    access: { credential: 'key', scope: 'send_events', environment: 'key' },
    unreadable: UNREADABLE_MESSAGE,
    async answer({ headers, environment, message, sentBytes }) {
      assert(environment !== undefined, 'the method declares a key');
      const dataset = headers['x-honeycomb-dataset'];
      const result = await exportSignal(parts, {
        signal,
        door: DOOR,
        environment,
        key: readHoneycombKey({ headers }) ?? '',
        datasetHeader: Array.isArray(dataset) ? dataset.join(',') : (dataset ?? ''),
        encoding: 'protobuf',
        body: message,
        sentBytes,
      });
      return encodeExportResponse(signal, 'protobuf', result);
    },
  }));
}

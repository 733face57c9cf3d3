import type { Registry } from 'prom-client';
import type { ErrorCode } from '../model/errors.ts';
import type { EventBatch } from '../model/event-batch.ts';
import type { EnvironmentId, RequestHash } from '../model/ids.ts';
import { ODDITIES, type OddityCounts } from '../model/oddities.ts';
import type { Rejection } from '../model/rejections.ts';
import type { TelemetryStore } from '../store/index.ts';
import { createIntakeCounters } from './counters.ts';

/** Where a request came in: a label of every intake counter. */
export const DOORS = ['otlp_http', 'otlp_grpc'] as const;
export type Door = (typeof DOORS)[number];

/** One decoded request of one environment. */
export interface IntakeRequest {
  readonly door: Door;
  readonly environment: EnvironmentId;
  /** Door and mapping version as stored with every row: `otlp/1`. */
  readonly source: string;
  /** For protocols whose clients resend whole requests; a repeat is answered without storing it again. */
  readonly requestHash?: RequestHash;
  readonly batch: EventBatch;
  /** Records of the request as its protocol counts them (spans, not the rows they make), rejected ones included. */
  readonly recordCount: number;
  readonly rejected: readonly Rejection[];
  readonly oddities: OddityCounts;
  /** Body as sent, before decompression. */
  readonly bodyBytes: number;
}

/** The one way in. Every door hands its batches here; every count of what came in is taken here. */
export interface Intake {
  /** Resolves when the rows are on disk. Rejects with a retryable `CombrayError` when they cannot be kept. */
  accept(request: IntakeRequest): Promise<void>;
  /** Counts a request that a door refused before it reached `accept`. */
  refused(door: Door, code: ErrorCode): void;
}

/** Told of every batch that was kept, after its rows are on disk; not of repeats. It must not throw, nor take long. */
export type KeptListener = (environment: EnvironmentId, batch: EventBatch) => void;

export function createIntake(
  store: TelemetryStore,
  registry: Registry,
  listeners: readonly KeptListener[] = [],
): Intake {
  const counters = createIntakeCounters(registry, store);
  return {
    async accept(request) {
      const { door, environment, source, batch, requestHash } = request;
      counters.bodyBytes.inc({ door }, request.bodyBytes);
      const { isNew } = await store.write({
        environment,
        source,
        batch,
        ...(requestHash === undefined ? {} : { requestHash }),
      });
      counters.requests.inc({ door, outcome: isNew ? 'accepted' : 'repeated' });
      if (!isNew) return;
      for (const told of listeners) told(environment, batch);
      counters.recordsAccepted.inc({ door }, request.recordCount - request.rejected.length);
      for (const { reason } of request.rejected) counters.recordsRejected.inc({ door, reason });
      for (const kind of ODDITIES) counters.oddities.inc({ door, kind }, request.oddities[kind]);
    },
    refused(door, code) {
      counters.requests.inc({ door, outcome: code });
    },
  };
}

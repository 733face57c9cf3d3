import type { Registry } from 'prom-client';
import { type Issues, type RowTelling, type SpansOfTrace, tellingsOf } from '../issues/index.ts';
import type { ErrorCode } from '../model/errors.ts';
import type { EventBatch } from '../model/event-batch.ts';
import type { EnvironmentId, ProjectId, RequestHash } from '../model/ids.ts';
import { ODDITIES, type OddityCounts } from '../model/oddities.ts';
import type { Rejection } from '../model/rejections.ts';
import type { SegmentRow } from '../model/side-rows.ts';
import type { TelemetryStore, WriteRequest } from '../store/index.ts';
import { createIntakeCounters } from './counters.ts';
import type { Door } from './door.ts';
import type { Refusals } from './refusals.ts';
import { createTakingBack, type TakingBack } from './taking-back.ts';

/** One decoded request of one environment. */
export interface IntakeRequest {
  readonly door: Door;
  readonly environment: EnvironmentId;
  /** Door and mapping version as stored with every row: `otlp/1`. */
  readonly source: string;
  /** For protocols whose clients resend whole requests; a repeat is answered without storing it again. */
  readonly requestHash?: RequestHash;
  readonly batch: EventBatch;
  /** Failures that the door itself found in rows; where left out, those that span events and log records tell of. */
  readonly tellings?: readonly RowTelling[];
  /** Whose failures they are; the environment's first project where left out. */
  readonly projectId?: ProjectId;
  /** Records of the request as its protocol counts them (spans, not the rows they make), rejected ones included. */
  readonly recordCount: number;
  readonly rejected: readonly Rejection[];
  readonly oddities: OddityCounts;
  /** Body as sent, before decompression. */
  readonly bodyBytes: number;
  readonly documents?: DocumentChanges;
}

/** What X-Ray documents change beside the rows they become. */
export interface DocumentChanges {
  /** Kept before the rows. */
  readonly rows: readonly SegmentRow[];
  /** Of the document that each row of the batch was made from. */
  readonly versions: BigUint64Array;
  /** Spans that say something else than before, or of which it is not sure what they said. */
  readonly retold: RetoldSpans;
}

export interface RetoldSpans {
  readonly spans: readonly SpansOfTrace[];
  /** Every row that there is of these spans by now; failures of theirs that none of the rows tells are taken back. */
  readonly batch: EventBatch;
}

/** The one way in. Every door hands its batches here; every count of what came in is taken here. */
export interface Intake extends TakingBack {
  /** Resolves when the rows are on disk. Rejects with a retryable `CombrayError` when they cannot be kept. */
  accept(request: IntakeRequest): Promise<void>;
  /** Counts a request that a door refused before it reached `accept`. */
  refused(door: Door, code: ErrorCode): void;
  /** Counts records that arrived, by doors whose senders get no answer: whether they are kept shows later. */
  received(door: Door, recordCount: number): void;
  /** Counts a record that was left out before `accept`; undefined while it is nobody's. */
  rejected(door: Door, record: Omit<Rejection, 'index'>, environment: EnvironmentId | undefined): void;
  /** Counts records that were thrown away because too many were waiting, or could not be kept. */
  spilled(door: Door, recordCount: number): void;
}

/** Told of every batch that was kept, after its rows are on disk; not of repeats. It must not throw, nor take long. */
export type KeptListener = (environment: EnvironmentId, batch: EventBatch) => void;

export interface IntakeParts {
  readonly registry: Registry;
  readonly listeners?: readonly KeptListener[];
  /** Who is told of failures; without it they are rows as all others. */
  readonly issues?: Pick<Issues, 'take' | 'takeBack'>;
  readonly refusals?: Pick<Refusals, 'note'>;
}

export function createIntake(
  store: TelemetryStore,
  { registry, listeners = [], issues, refusals }: IntakeParts,
): Intake {
  const counters = createIntakeCounters(registry, store);
  return {
    async accept(request) {
      const { door, environment, source, batch, requestHash, documents } = request;
      counters.bodyBytes.inc({ door }, request.bodyBytes);
      if (documents) {
        await store.append('segments', documents.rows);
        // Before what they tell now is taken: one failure is never counted twice.
        if (issues) await takeBackErrors(issues, request, documents.retold);
      }
      // Before the rows, which name their issues. A repeat tells nothing new: its tellings are known.
      const taken = issues && (await takeErrors(issues, request));
      if (taken?.isLongKnown) return counters.requests.inc({ door, outcome: 'repeated' });
      const errors = taken?.errors;
      const { isNew } = await store.write({
        environment,
        source,
        batch,
        ...(requestHash === undefined ? {} : { requestHash }),
        ...(documents === undefined ? {} : { documentVersion: documents.versions }),
        ...(errors === undefined ? {} : { errors }),
      });
      counters.requests.inc({ door, outcome: isNew ? 'accepted' : 'repeated' });
      if (!isNew) return;
      for (const told of listeners) told(environment, batch);
      counters.recordsAccepted.inc({ door }, request.recordCount - request.rejected.length);
      for (const { reason } of request.rejected) counters.recordsRejected.inc({ door, reason });
      refusals?.note(environment, door, request.rejected);
      for (const kind of ODDITIES) counters.oddities.inc({ door, kind }, request.oddities[kind] ?? 0);
    },
    ...createTakingBack(store),
    refused(door, code) {
      counters.requests.inc({ door, outcome: code });
    },
    received: (door, recordCount) => counters.recordsReceived.inc({ door }, recordCount),
    rejected(door, record, environment) {
      counters.recordsRejected.inc({ door, reason: record.reason });
      if (environment !== undefined) refusals?.note(environment, door, [record]);
    },
    spilled: (door, recordCount) => counters.recordsSpilled.inc({ door }, recordCount),
  };
}

interface TakenErrors {
  readonly errors: NonNullable<WriteRequest['errors']>;
  /**
   * Whether the rows are nothing but failures that were told long ago: Rollbar's uuids are for good. What was told within the
   * last minutes the store decides, because only it knows whether the rows came to be.
   */
  readonly isLongKnown: boolean;
}

function takeBackErrors(
  issues: Pick<Issues, 'takeBack'>,
  { environment, source }: IntakeRequest,
  { spans, batch }: RetoldSpans,
): Promise<void> {
  const holding = tellingsOf(batch, source).map(({ telling }) => telling.identity);
  return issues.takeBack(environment, spans, holding);
}

/** Undefined where nothing failed. */
async function takeErrors(issues: Pick<Issues, 'take'>, request: IntakeRequest): Promise<TakenErrors | undefined> {
  const { environment, batch, source, projectId } = request;
  const tellings = request.tellings ?? tellingsOf(batch, source);
  if (tellings.length === 0) return undefined;
  const taken = await issues.take(environment, tellings, projectId === undefined ? {} : { projectId });
  const issueId = new BigUint64Array(batch.count);
  const occurrenceId = new BigUint64Array(batch.count);
  for (const [index, { row }] of tellings.entries()) {
    issueId[row] = BigInt(taken[index]?.issueId ?? 0);
    occurrenceId[row] = BigInt(taken[index]?.occurrenceId ?? 0);
  }
  const isLongKnown = request.tellings !== undefined && taken.every((each) => each.isLongKnown);
  return { errors: { issueId, occurrenceId }, isLongKnown };
}

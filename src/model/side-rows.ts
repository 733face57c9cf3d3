import type { EnvironmentId, IssueId, OccurrenceId, ProjectId } from './ids.ts';
import type { Level, Teller, ToldBody } from './telling.ts';

/**
 * Rows of the tables beside `events` (src/store/migrations/0002). They are only ever added: of several rows with one key
 * the one with the highest `version` counts.
 */
export interface SideRows {
  readonly occurrences: OccurrenceRow;
  readonly occurrence_payloads: PayloadRow;
  readonly segments: SegmentRow;
}
export const SIDE_TABLES = ['occurrences', 'occurrence_payloads', 'segments'] as const satisfies (keyof SideRows)[];
export type SideTable = (typeof SIDE_TABLES)[number];

/** One telling of a failure. Key: environment, project, occurrence. Texts are '' where unknown, ids all zero. */
export interface OccurrenceRow {
  readonly environment: EnvironmentId;
  readonly projectId: ProjectId;
  readonly occurrenceId: OccurrenceId;
  readonly version: bigint;
  /** The occurrence this telling belongs to: itself, or a richer telling of the same failure; 0 when it was taken back. */
  readonly canonicalId: OccurrenceId | 0;
  readonly issueId: IssueId;
  readonly teller: Teller;
  /** 16 bytes. */
  readonly identity: Uint8Array;
  readonly uuid: string;
  /** The sender's clock, epoch ns. */
  readonly time: bigint;
  /** Arrival, epoch ns. */
  readonly received: bigint;
  /** 16 bytes: hash of the exception type's last dotted segment and the message. */
  readonly failure: Uint8Array;
  readonly fingerprint: string;
  readonly groupingVersion: number;
  readonly deploymentEnvironment: string;
  readonly level: Level;
  readonly kind: ToldBody['kind'];
  readonly type: string;
  readonly message: string;
  readonly title: string;
  /** 16 bytes. */
  readonly traceId: Uint8Array;
  /** 8 bytes. */
  readonly spanId: Uint8Array;
  readonly service: string;
  readonly host: string;
  readonly urlPath: string;
  readonly url: string;
  readonly context: string;
  readonly framework: string;
  readonly platform: string;
  readonly language: string;
  readonly codeVersion: string;
  readonly personId: string;
  readonly personName: string;
  readonly personEmail: string;
  readonly userIp: string;
  readonly notifier: string;
}

/** What a Rollbar client sent as `data`, scrubbed. Key: environment, project, occurrence. */
export interface PayloadRow {
  readonly environment: EnvironmentId;
  readonly projectId: ProjectId;
  readonly occurrenceId: OccurrenceId;
  readonly version: bigint;
  /** JSON text. */
  readonly payload: string;
}

/** An X-Ray document as it came. Key: environment, trace, segment. */
export interface SegmentRow {
  readonly environment: EnvironmentId;
  /** 16 bytes. */
  readonly traceId: Uint8Array;
  /** 8 bytes. */
  readonly segmentId: Uint8Array;
  /** 8 bytes, all zero where there is none. */
  readonly parentId: Uint8Array;
  /** See `segmentVersion`. */
  readonly version: bigint;
  readonly isInProgress: boolean;
  /** Whether it is a subsegment that was sent on its own. */
  readonly isSubsegment: boolean;
  readonly name: string;
  /** Epoch ns. */
  readonly startTime: bigint;
  /** Epoch ns, -1 where the document has none. */
  readonly endTime: bigint;
  /** JSON text. */
  readonly document: string;
}

const COMPLETE = 1n << 63n;

/** A complete document beats one in progress whatever the order of arrival; among equals the last to arrive counts. */
export function segmentVersion(receivedNs: bigint, isInProgress: boolean): bigint {
  return isInProgress ? receivedNs : receivedNs | COMPLETE;
}

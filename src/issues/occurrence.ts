import type { OccurrenceId, TraceId } from '../model/ids.ts';
import type { OccurrenceRow } from '../model/side-rows.ts';
import type { Telling } from '../model/telling.ts';
import type { Issue } from './issue.ts';

/** Where a span stands in its trace; ids are hex. */
export interface SpanPlace {
  readonly spanId: string;
  /** '' for a root. */
  readonly parentId: string;
  /** Middleware of a framework, which tells of every error that passes it: what it says is said of the span around it. */
  readonly isRelay: boolean;
}

/** A telling as it comes in. */
export interface IncomingTelling {
  readonly telling: Telling;
  /** JSON text that is given back as it was sent, scrubbed. */
  readonly payload?: string | undefined;
  /** Its span first, then the spans around it, as far as its sender's message shows them. */
  readonly lineage?: readonly SpanPlace[] | undefined;
}

/** A telling that a row of a batch makes. */
export interface RowTelling extends IncomingTelling {
  /** Position in the batch. */
  readonly row: number;
}

/** Some spans of a trace, or all of them. */
export interface SpansOfTrace {
  /** 16 bytes. */
  readonly traceId: Uint8Array;
  /** 8 bytes each; every span of the trace where left out. */
  readonly spanIds?: readonly Uint8Array[];
}

/** What a telling was found to belong to: marks of its row. */
export interface Taken {
  /** Of the richest telling of the failure that is known so far. */
  readonly occurrenceId: OccurrenceId;
  readonly issueId: Issue['id'];
  /** Whether it was taken before, longer ago than the store remembers requests. */
  readonly isLongKnown: boolean;
}

/** One telling as stored. `deploymentEnvironment` is as told, '' where it was not: the issue's own is the one that counts. */
export type StoredTelling = Omit<OccurrenceRow, 'version' | 'canonicalId'>;

/** The richest telling of a failure; what it does not name is of the next that does. */
export interface Occurrence extends StoredTelling {
  /** The ids it is found by may also be a poorer telling's. */
  readonly occurrenceId: OccurrenceId;
}

export interface OccurrenceDetail {
  readonly occurrence: Occurrence;
  /** The richest first: as it was told, with the id of the occurrence. */
  readonly tellings: readonly [StoredTelling, ...StoredTelling[]];
  /** Of the same issue, by arrival. */
  readonly previousId: OccurrenceId | undefined;
  readonly nextId: OccurrenceId | undefined;
  /** Of the occurrence's own telling. */
  readonly payload: string | undefined;
}

/** The newest first, by arrival. `beforeId` beats `offset`. */
export interface OccurrencePage {
  readonly beforeId?: OccurrenceId;
  readonly offset?: number;
  readonly limit: number;
}

/** A trace that occurrences of an issue name. */
export interface IssueTrace {
  readonly traceId: TraceId;
  /** Of a telling of the newest such occurrence; '' where none names a span. */
  readonly spanId: string;
  /** The newest. */
  readonly occurrenceId: OccurrenceId;
  /** The clock of who told of it in this trace, epoch ns. */
  readonly time: bigint;
}

/** `before`: only what follows that trace and its occurrence. */
export interface IssueTracePage {
  readonly before?: { readonly occurrenceId: OccurrenceId; readonly traceId: TraceId };
  readonly limit: number;
}

/** What failed in a trace. */
export interface TraceError {
  readonly occurrence: Occurrence;
  readonly issue: Issue;
  /** Hex, of every telling that names a span of this trace. */
  readonly spanIds: readonly string[];
}

import { hexFromBytes, isZero } from '../base/hex.ts';
import { NS_PER_MS } from '../base/time.ts';
import type {
  IssueHistoryEntry,
  IssueWithFigures,
  Occurrence,
  OccurrenceDetail,
  SparklineRange,
  StoredTelling,
  TraceError,
} from '../issues/index.ts';
import type * as contract from './contract/index.ts';
import type { Told } from './occurrence/payload-view.ts';

/** Domain values in the shapes of the contract: ids as hex, times in milliseconds, people by name. */

export type PeopleById = ReadonlyMap<string, contract.PersonView>;

/** Somebody who has left the team. */
const UNKNOWN_PERSON = 'somebody who left';

export function issueView(issue: IssueWithFigures, people: PeopleById): contract.IssueSummary {
  const { assignedUserId } = issue;
  return {
    issueId: issue.id,
    counter: issue.counter,
    title: issue.title,
    level: issue.level,
    status: issue.status,
    deploymentEnvironment: issue.deploymentEnvironment,
    service: issue.service,
    occurrenceCount: issue.occurrenceCount,
    personCount: issue.personCount,
    firstSeenMs: issue.firstSeenMs,
    lastSeenMs: issue.lastSeenMs,
    assignee:
      assignedUserId === null ? null : (people.get(assignedUserId) ?? { id: assignedUserId, name: UNKNOWN_PERSON }),
  };
}

export function sparklineView(
  { startMs, bucketMs, bucketCount }: SparklineRange,
  counts: readonly number[] | undefined,
): contract.Sparkline {
  return { startMs, bucketMs, counts: [...(counts ?? new Array<number>(bucketCount).fill(0))] };
}

export function occurrenceView(
  { occurrence, tellings, previousId, nextId, payload }: OccurrenceDetail,
  told: Told,
  deploymentEnvironment: string,
): contract.OccurrenceResponse {
  return {
    occurrenceId: occurrence.occurrenceId,
    issueId: occurrence.issueId,
    previousId: previousId ?? null,
    nextId: nextId ?? null,
    timeMs: msOf(occurrence.time),
    receivedMs: msOf(occurrence.received),
    level: occurrence.level,
    title: occurrence.title,
    deploymentEnvironment,
    service: occurrence.service,
    host: occurrence.host,
    url: occurrence.url,
    context: occurrence.context,
    framework: occurrence.framework,
    platform: occurrence.platform,
    language: occurrence.language,
    codeVersion: occurrence.codeVersion,
    notifier: occurrence.notifier,
    uuid: occurrence.uuid,
    tellings: tellings.map(tellingView),
    hasPayload: payload !== undefined,
    ...told,
  };
}

function tellingView(telling: StoredTelling): contract.TellingView {
  return {
    occurrenceId: telling.occurrenceId,
    teller: telling.teller,
    timeMs: msOf(telling.time),
    traceId: hexId(telling.traceId),
    spanId: hexId(telling.spanId),
  };
}

export function occurrenceSummary(occurrence: Occurrence): contract.OccurrenceSummary {
  const { personName, personEmail, personId } = occurrence;
  return {
    occurrenceId: occurrence.occurrenceId,
    timeMs: msOf(occurrence.time),
    level: occurrence.level,
    title: occurrence.title,
    service: occurrence.service,
    host: occurrence.host,
    url: occurrence.url,
    codeVersion: occurrence.codeVersion,
    person: personName || personEmail || personId,
    traceId: hexId(occurrence.traceId),
  };
}

export function traceErrorView({
  occurrence,
  issue,
  spanIds,
}: TraceError): contract.TraceErrorsResponse['errors'][number] {
  return {
    occurrenceId: occurrence.occurrenceId,
    issueId: issue.id,
    counter: issue.counter,
    title: issue.title,
    level: issue.level,
    status: issue.status,
    spanIds: [...spanIds],
    timeMs: msOf(occurrence.time),
  };
}

export function historyView(
  { atMs, actor, event, occurrenceId }: IssueHistoryEntry,
  people: PeopleById,
): contract.IssueHistoryResponse['entries'][number] {
  return { timeMs: atMs, actor: actor?.name ?? '', words: eventWords(event, people), occurrenceId };
}

/** Words that follow a name, or stand for themselves where an occurrence did it. */
function eventWords(event: IssueHistoryEntry['event'], people: PeopleById): string {
  switch (event.kind) {
    case 'created':
      return 'seen for the first time';
    case 'resolved':
      return event.version === '' ? 'resolved it' : `resolved it in version ${event.version}`;
    case 'reactivated':
      return 'happened again: active once more';
    case 'reopened':
      return 'reopened it';
    case 'muted':
      return 'muted it';
    case 'unmuted':
      return 'unmuted it';
    case 'assigned':
      return event.userId === null
        ? 'assigned it to nobody'
        : `assigned it to ${people.get(event.userId)?.name ?? UNKNOWN_PERSON}`;
    case 'title-set':
      return `called it “${event.title}”`;
    case 'level-set':
      return `set its level to ${event.level}`;
    case 'merged':
      return `found to be one with #${event.counter}, which another sender had told of`;
  }
}

/** '' for an id that is absent. */
export function hexId(bytes: Uint8Array): string {
  return isZero(bytes, 0, bytes.length) ? '' : hexFromBytes(bytes);
}

/** With its fraction: neighbours may be closer than a millisecond. */
export function msOf(ns: bigint): number {
  return Number(ns) / Number(NS_PER_MS);
}

import type { Issues, Occurrence, StoredTelling } from '../issues/index.ts';
import type { EnvironmentId, IssueId, TraceId } from '../model/ids.ts';
import type { Traces } from '../traces/index.ts';
import type { IssueTracesResponse } from './contract/index.ts';
import { hexId, msOf } from './issue-views.ts';
import { summaryView } from './trace-views.ts';

type IssueTrace = IssueTracesResponse['traces'][number];

/** Occurrences that are looked at for their traces, and traces that are given. */
const OCCURRENCES_MAX = 50;
const TRACES_MAX = 30;
/** A Rollbar client names no trace; who told of the same failure beside it may. That is a look at each occurrence. */
const LOOKED_UP_MAX = 20;

/** The traces of an issue's newest occurrences, each once, with what is known of them. */
export async function tracesOfIssue(
  { issues, traces }: { issues: Issues; traces: Traces },
  environment: EnvironmentId,
  issueId: IssueId,
): Promise<IssueTrace[]> {
  const occurrences = await issues.occurrences(environment, issueId, { limit: OCCURRENCES_MAX });
  const silent = occurrences.filter(({ traceId }) => hexId(traceId) === '').slice(0, LOOKED_UP_MAX);
  const tellings = new Map(
    await Promise.all(
      silent.map(async (each) => [each.occurrenceId, await tellingsOf(issues, environment, each)] as const),
    ),
  );
  const named = occurrences.flatMap((occurrence) => {
    const told = tellings.get(occurrence.occurrenceId) ?? [occurrence];
    return told.map(({ traceId, spanId }) => ({ occurrence, traceId: hexId(traceId), spanId: hexId(spanId) }));
  });
  const first = new Map(named.toReversed().map((each) => [each.traceId, each]));
  first.delete('');
  const listed = [...first.values()].toReversed().slice(0, TRACES_MAX);
  const ids = listed.map(({ traceId }) => traceId as TraceId);
  const summaries = new Map((await traces.summaries(environment, ids)).map((summary) => [summary.traceId, summary]));
  return listed.map(({ occurrence, traceId, spanId }) => {
    const summary = summaries.get(traceId);
    return {
      ...{ traceId, spanId, occurrenceId: occurrence.occurrenceId, timeMs: msOf(occurrence.time) },
      summary: summary ? summaryView(summary) : null,
    };
  });
}

async function tellingsOf(
  issues: Issues,
  environment: EnvironmentId,
  { occurrenceId }: Occurrence,
): Promise<readonly StoredTelling[]> {
  return (await issues.occurrence(environment, occurrenceId))?.tellings ?? [];
}

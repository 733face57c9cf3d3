import type { Issues } from '../issues/index.ts';
import type { EnvironmentId, IssueId, OccurrenceId, TraceId } from '../model/ids.ts';
import type { Traces } from '../traces/index.ts';
import type { IssueTracesQuery, IssueTracesResponse } from './contract/index.ts';
import { msOf } from './issue-views.ts';
import { summaryView } from './trace-views.ts';

/** A page of the traces that an issue's occurrences name, with what is known of them. */
export async function tracesOfIssue(
  { issues, traces }: { issues: Issues; traces: Traces },
  environment: EnvironmentId,
  issueId: IssueId,
  { before, limit }: IssueTracesQuery,
): Promise<IssueTracesResponse> {
  const page = { ...(before === undefined ? {} : { before: readPlace(before) }), limit: limit + 1 };
  const found = await issues.traces(environment, issueId, page);
  const listed = found.slice(0, limit);
  const ids = listed.map(({ traceId }) => traceId);
  const summaries = new Map((await traces.summaries(environment, ids)).map((summary) => [summary.traceId, summary]));
  const last = listed.at(-1);
  return {
    traces: listed.map(({ traceId, spanId, occurrenceId, time }) => {
      const summary = summaries.get(traceId);
      return { traceId, spanId, occurrenceId, timeMs: msOf(time), summary: summary ? summaryView(summary) : null };
    }),
    next: last && found.length > limit ? `${last.occurrenceId}-${last.traceId}` : null,
  };
}

/** The contract has looked at its form. */
function readPlace(text: string): { occurrenceId: OccurrenceId; traceId: TraceId } {
  const [id, traceId] = text.split('-');
  return { occurrenceId: Number(id) as OccurrenceId, traceId: traceId as TraceId };
}

import type { FastifyInstance } from 'fastify';
import { environmentIdOf } from '../access/index.ts';
import type { Issues, IssueWithFigures, OccurrenceDetail } from '../issues/index.ts';
import { CombrayError } from '../model/errors.ts';
import { type EnvironmentId, type OccurrenceId, parseTraceId } from '../model/ids.ts';
import type { Traces } from '../traces/index.ts';
import {
  type IssueTracesResponse,
  issueTracesQuery,
  type OccurrenceListResponse,
  type OccurrenceResponse,
  occurrenceListQuery,
  type PayloadResponse,
  type TraceErrorsResponse,
} from './contract/index.ts';
import { readIssueId, readOccurrenceId } from './issue-ids.ts';
import { issueNotFound } from './issue-routes.ts';
import { tracesOfIssue } from './issue-traces.ts';
import { hexId, occurrenceSummary, occurrenceView, traceErrorView } from './issue-views.ts';
import { payloadView, type Told } from './occurrence/payload-view.ts';
import { recordView } from './occurrence/record-view.ts';
import { parseRequest } from './parse-request.ts';

const READ = { access: { credential: 'session', role: 'viewer', environment: 'path' } } as const;
const ISSUE = '/api/ui/environments/:environment/issues/:issueId';
const LATEST = 'latest';

interface Parts {
  readonly issues: Issues;
  readonly traces: Traces;
}

interface Params {
  issueId: string;
  occurrenceId: string;
  traceId: string;
}

/** Occurrences of an issue, and the way between issues and traces. */
export function registerOccurrenceRoutes(app: FastifyInstance, parts: Parts): void {
  registerOccurrences(app, parts);
  registerTraceWays(app, parts);
}

async function findIssue(
  { issues }: Parts,
  environment: EnvironmentId,
  { issueId }: Params,
): Promise<IssueWithFigures> {
  const issue = await issues.find(environment, readIssueId(issueId));
  if (!issue) throw issueNotFound();
  return issue;
}

function registerOccurrences(app: FastifyInstance, parts: Parts): void {
  const { issues, traces } = parts;
  const findOccurrence = async (environment: EnvironmentId, issue: IssueWithFigures, text: string) => {
    const id = text === LATEST ? issue.lastOccurrenceId : readOccurrenceId(text);
    const detail = await issues.occurrence(environment, id);
    if (!detail || detail.occurrence.issueId !== issue.id) {
      throw new CombrayError('not-found', 'there is no such occurrence of this issue');
    }
    return detail;
  };

  app.get<{ Params: Params }>(
    `${ISSUE}/occurrences`,
    { config: READ },
    async (request): Promise<OccurrenceListResponse> => {
      const environment = environmentIdOf(request);
      const { beforeId, limit } = parseRequest(occurrenceListQuery, request.query);
      const { id } = await findIssue(parts, environment, request.params);
      const found = await issues.occurrences(environment, id, {
        ...(beforeId === undefined ? {} : { beforeId: beforeId as OccurrenceId }),
        limit: limit + 1,
      });
      return { occurrences: found.slice(0, limit).map(occurrenceSummary), hasMore: found.length > limit };
    },
  );

  app.get<{ Params: Params }>(
    `${ISSUE}/occurrences/:occurrenceId`,
    { config: READ },
    async (request): Promise<OccurrenceResponse> => {
      const environment = environmentIdOf(request);
      const issue = await findIssue(parts, environment, request.params);
      const detail = await findOccurrence(environment, issue, request.params.occurrenceId);
      return occurrenceView(detail, await toldOf(traces, environment, detail), issue.deploymentEnvironment);
    },
  );

  app.get<{ Params: Params }>(
    `${ISSUE}/occurrences/:occurrenceId/payload`,
    { config: READ },
    async (request): Promise<PayloadResponse> => {
      const environment = environmentIdOf(request);
      const issue = await findIssue(parts, environment, request.params);
      const { payload } = await findOccurrence(environment, issue, request.params.occurrenceId);
      if (payload === undefined) throw new CombrayError('not-found', 'no payload was sent with this occurrence');
      return { payload };
    },
  );
}

function registerTraceWays(app: FastifyInstance, parts: Parts): void {
  const { issues } = parts;
  app.get<{ Params: Params }>(`${ISSUE}/traces`, { config: READ }, async (request): Promise<IssueTracesResponse> => {
    const environment = environmentIdOf(request);
    const query = parseRequest(issueTracesQuery, request.query);
    const { id } = await findIssue(parts, environment, request.params);
    return tracesOfIssue(parts, environment, id, query);
  });

  app.get<{ Params: Params }>(
    '/api/ui/environments/:environment/traces/:traceId/errors',
    { config: READ },
    async (request): Promise<TraceErrorsResponse> => {
      const traceId = parseTraceId(request.params.traceId);
      if (!traceId) throw new CombrayError('request-invalid', 'a trace id is 1 to 32 hex digits');
      const errors = await issues.ofTrace(environmentIdOf(request), traceId);
      return { errors: errors.map(traceErrorView) };
    },
  );
}

/** From the payload, where the sender's protocol has one; else from the record that told of it. */
async function toldOf(traces: Traces, environment: EnvironmentId, detail: OccurrenceDetail): Promise<Told> {
  const { occurrence, tellings, payload } = detail;
  if (payload !== undefined) return payloadView(payload);
  const occurrenceIds = tellings.map(({ occurrenceId }) => occurrenceId);
  const records = await traces.errorRecords(environment, { occurrenceIds, timeNs: occurrence.time });
  const spanId = hexId(tellings[0].spanId);
  const own = records.filter((record) => spanId === '' || record.spanId === spanId);
  const richest = (own.length > 0 ? own : records).toSorted((a, b) => stackLength(b) - stackLength(a))[0];
  return recordView(richest, occurrence);
}

function stackLength({ fields }: { fields: readonly { name: string; text: string }[] }): number {
  return fields.find(({ name }) => name === 'exception.stacktrace')?.text.length ?? 0;
}

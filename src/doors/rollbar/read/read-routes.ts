import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Person, type RollbarAdmission, type RouteGuard, rollbarAdmissionOf } from '../../../access/index.ts';
import type { Issues, IssueWithFigures, Occurrence } from '../../../issues/index.ts';
import type { RollbarScope } from '../../../model/credentials.ts';
import type { IssueId, OccurrenceId } from '../../../model/ids.ts';
import { headerToken, queryToken } from '../access-token.ts';
import { badRequest, MESSAGES, notFound, unprocessable } from '../errors.ts';
import { plainUuid } from '../items/item-uuid.ts';
import { firstText, type JsonObject, objectOf, textOf } from '../json.ts';
import { instanceView } from './instance-view.ts';
import { itemFilter } from './item-filter.ts';
import { itemView } from './item-view.ts';

export interface ReadRoutesOptions {
  readonly guard: Pick<RouteGuard, 'authorizeRollbar'>;
  readonly issues: Issues;
  /** Who is in a team. */
  readonly people: { list(teamId: string): Promise<readonly Person[]> };
}

type Answer = (request: FastifyRequest, admission: RollbarAdmission, reply: FastifyReply) => Promise<unknown>;

const READ: readonly RollbarScope[] = ['read'];

/** Issues and occurrences, as items and instances. Every path with and without a slash at its end, without redirect. */
export function registerReadRoutes(app: FastifyInstance, options: ReadRoutesOptions): void {
  const { guard, issues } = options;
  const preValidation = guard.authorizeRollbar((request) => headerToken(request) || queryToken(request));
  const get = (path: string, answer: Answer) => {
    for (const url of [`/api/1${path}`, `/api/1${path}/`]) {
      app.get(url, {
        config: { access: { credential: 'rollbar', scopes: READ, environment: 'key' } },
        preValidation,
        handler: async (request, reply) => ({
          err: 0,
          result: await answer(request, rollbarAdmissionOf(request), reply),
        }),
      });
    }
  };
  get('/items', (request, admission) => listItems(options, objectOf(request.query), admission));
  get('/item', async (request, admission) => itemView(await askedItem(issues, objectOf(request.query), admission)));
  get('/item/:id', async (request, admission) => itemView(await findItem(issues, admission, idOf(request))));
  get('/item_by_counter/:id', async (request, admission, reply) => {
    const { id } = await itemByCounter(issues, admission, idOf(request));
    const uri = `/api/1/item/${id}`;
    const token = headerToken(request) === '' ? queryToken(request) : '';
    reply.code(301).header('location', token === '' ? uri : `${uri}?access_token=${encodeURIComponent(token)}`);
    return { itemId: id, path: `/item/${id}`, uri };
  });
  get('/item/:id/instances', async (request, admission) => {
    const { environment } = admission;
    const { id } = await findItem(issues, admission, idOf(request));
    return instances(issues, admission, objectOf(request.query), (page) =>
      issues.occurrences(environment.id, id, page),
    );
  });
  get('/instances', (request, admission) => {
    const { environment, project } = admission;
    const list = (page: Page) => issues.occurrencesOfProject(environment.id, project.id, page);
    return instances(issues, admission, objectOf(request.query), list);
  });
  get('/instance/:id', async (request, admission) => {
    const { environment, project } = admission;
    const found = await issues.occurrence(environment.id, idOf(request) as OccurrenceId);
    if (found?.occurrence.projectId !== project.id) throw notFound();
    return instanceView(found.occurrence, found.payload);
  });
}

const ITEMS_MAX = 5_000;
const ITEMS_OF_PAGE = 100;
const INSTANCES_OF_PAGE = 20;
/** Source: docs.rollbar.com "List all items in a project": `total_count` is null above. */
const TOTAL_COUNT_MAX = 100_000;

async function listItems({ issues, people }: ReadRoutesOptions, query: JsonObject, admission: RollbarAdmission) {
  const { environment, project } = admission;
  const page = pageOf(query);
  const limit = Math.min(countOf(query.limit, ITEMS_OF_PAGE), ITEMS_MAX);
  const filter = itemFilter(query, await people.list(environment.teamId));
  const scope = { environment: environment.id, projectIds: [project.id] };
  const found = await issues.list({ ...filter, ...scope }, { order: 'last-seen', offset: (page - 1) * limit, limit });
  const { totalCount } = found;
  return { page, total_count: totalCount > TOTAL_COUNT_MAX ? null : totalCount, items: found.issues.map(itemView) };
}

/** `GET /item?uuid=` and `?counter=`; the second is undocumented, and what Rollbar's MCP server asks by. */
async function askedItem(issues: Issues, query: JsonObject, admission: RollbarAdmission): Promise<IssueWithFigures> {
  const { environment, project } = admission;
  const counter = textOf(query.counter);
  if (counter !== '') {
    const { id } = await itemByCounter(issues, admission, numberOf(counter));
    return findItem(issues, admission, id);
  }
  const uuid = plainUuid(textOf(query.uuid));
  if (!/^[\da-f]{32}$/.test(uuid)) throw badRequest(MESSAGES.uuidInvalid);
  const found = await issues.findByUuid(environment.id, project.id, uuid);
  if (!found) throw notFound(MESSAGES.uuidUnknown);
  return findItem(issues, admission, found.issue.id);
}

/** Another project's is not there: who asks must not learn what exists. */
export async function findItem(
  issues: Issues,
  { environment, project }: RollbarAdmission,
  id: number,
): Promise<IssueWithFigures> {
  const issue = await issues.find(environment.id, id as IssueId);
  if (issue?.projectId !== project.id) throw notFound();
  return issue;
}

async function itemByCounter(issues: Issues, { environment, project }: RollbarAdmission, counter: number) {
  const issue = await issues.findByCounter(environment.id, project.id, counter);
  if (!issue) throw notFound();
  return issue;
}

interface Page {
  readonly beforeId?: OccurrenceId;
  readonly offset?: number;
  readonly limit: number;
}

/** A payload has up to 10 MiB, a page up to 5,000 of them: what is asked for is not held whatever it takes. */
const PAYLOAD_CHARS_MAX = 64 * 2 ** 20;
const PAYLOADS_AT_ONCE = 100;

async function instances(
  issues: Issues,
  { environment, project }: RollbarAdmission,
  query: JsonObject,
  list: (page: Page) => Promise<readonly Occurrence[]>,
) {
  const page = pageOf(query);
  const limit = Math.min(countOf(query.limit, INSTANCES_OF_PAGE), ITEMS_MAX);
  const lastId = firstText(query.lastId, query.last_id);
  const place = lastId === '' ? { offset: (page - 1) * limit } : { beforeId: numberOf(lastId) as OccurrenceId };
  const occurrences = await list({ ...place, limit });
  const payloads = new Map<OccurrenceId, string>();
  let charCount = 0;
  for (let at = 0; at < occurrences.length; at += PAYLOADS_AT_ONCE) {
    const ids = occurrences.slice(at, at + PAYLOADS_AT_ONCE).map(({ occurrenceId }) => occurrenceId);
    for (const [id, payload] of await issues.payloads(environment.id, project.id, ids)) {
      payloads.set(id, payload);
      charCount += payload.length;
    }
    if (charCount > PAYLOAD_CHARS_MAX) throw unprocessable('limit should be less: these instances are too large.');
  }
  return { page, instances: occurrences.map((each) => instanceView(each, payloads.get(each.occurrenceId))) };
}

/** Of the path; 0, which nothing has, for what is no id. */
export function idOf({ params }: FastifyRequest): number {
  return numberOf(textOf(objectOf(params).id));
}

const numberOf = (text: string): number => (/^\d{1,15}$/.test(text) ? Number(text) : 0);

/** Nothing has so many pages; more times the longest of them is no offset that a store could count to. */
const PAGE_MAX = 1_000_000_000;

const pageOf = (query: JsonObject): number => Math.min(countOf(query.page, 1), PAGE_MAX);

function countOf(value: unknown, otherwise: number): number {
  return Math.max(1, numberOf(textOf(value)) || otherwise);
}

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type RollbarAdmission, rollbarAdmissionOf } from '../../../access/index.ts';
import type { RollbarScope } from '../../../model/credentials.ts';
import { headerToken, queryToken } from '../access-token.ts';
import { badRequest, MESSAGES, RollbarError } from '../errors.ts';
import { readPayload, type SentPayload } from '../items/read-payload.ts';
import type { JsonObject } from '../json.ts';
import { type InflateParts, inflatedBody, sentBody } from '../request-body.ts';
import { tokenName } from '../token-name.ts';
import { CHANGED_FIELDS, itemChange } from './item-change.ts';
import { findItem, idOf, type ReadRoutesOptions } from './read-routes.ts';

const WRITE: readonly RollbarScope[] = ['write'];

/** `PATCH /api/1/item/:id`: what people decide about an item. */
export function registerChangeRoutes(app: FastifyInstance, options: ReadRoutesOptions & InflateParts): void {
  const bodies = new WeakMap<FastifyRequest, SentPayload>();
  const tokenOf = (request: FastifyRequest) =>
    headerToken(request) || bodies.get(request)?.bodyToken || queryToken(request);
  const preValidation = [
    async (request: FastifyRequest) => {
      bodies.set(request, readPayload(await inflatedBody(options, request, sentBody(request))));
    },
    options.guard.authorizeRollbar(tokenOf),
  ];
  for (const url of ['/api/1/item/:id', '/api/1/item/:id/']) {
    app.patch(url, {
      config: { access: { credential: 'rollbar', scopes: WRITE, environment: 'key' } },
      preValidation,
      handler: async (request) => {
        const body = bodies.get(request)?.payload ?? {};
        return { err: 0, result: await changeItem(options, rollbarAdmissionOf(request), idOf(request), body) };
      },
    });
  }
}

/** Gives back the fields that were sent, and no others. */
async function changeItem(
  { issues, people }: ReadRoutesOptions,
  admission: RollbarAdmission,
  id: number,
  body: JsonObject,
): Promise<JsonObject> {
  const { environment } = admission;
  const issue = await findItem(issues, admission, id).catch(asUnknownItem);
  const change = itemChange(body, await people.list(environment.teamId));
  await issues.change({ userId: null, name: tokenName(admission) }, environment.id, [issue.id], change);
  return Object.fromEntries(
    CHANGED_FIELDS.filter((name) => body[name] !== undefined).map((name) => [name, body[name]]),
  );
}

/** Source: docs.rollbar.com "Update an item": 400, where reading gives 404. */
function asUnknownItem(error: unknown): never {
  throw error instanceof RollbarError && error.status === 404 ? badRequest(MESSAGES.itemNotFound) : error;
}

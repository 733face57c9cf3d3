import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type RollbarAdmission, type RouteGuard, rollbarAdmissionOf } from '../../access/index.ts';
import type { RollbarScope } from '../../model/credentials.ts';
import type { ErrorCode } from '../../model/errors.ts';
import { headerToken, queryToken } from './access-token.ts';
import { RollbarError } from './errors.ts';
import { isClientPlatform } from './items/product-names.ts';
import { readPayload, type SentPayload } from './items/read-payload.ts';
import { createSystemItems } from './items/system-items.ts';
import { type JsonObject, objectOf, textOf } from './json.ts';
import { createRateLimits, rateLimitHeaders } from './rate-limits.ts';
import { type InflateParts, inflatedBody, sentBody } from './request-body.ts';
import { createItemTaker, type TakeItemParts } from './take-item.ts';

export interface ItemRoutesOptions extends TakeItemParts, InflateParts {
  readonly guard: Pick<RouteGuard, 'authorizeRollbar' | 'rollbarGuard'>;
  /** Throws `disk-full` while nothing can be kept. */
  readonly requireSpace: () => void;
  /** Of every token, whatever limit of its own it has. */
  readonly itemsPerMinute: number;
}

const POST_SCOPES: readonly RollbarScope[] = ['post_server_item', 'post_client_item'];

/** Called with whatever a request of this door failed with. */
export type TellRefusal = (request: FastifyRequest, refusal: RollbarError) => Promise<void>;

/** Refusals that are the fault of what was sent: whoever owns the project should hear that a client is broken. */
const FAULTS: ReadonlySet<ErrorCode> = new Set(['request-invalid', 'body-too-large']);

/** `POST /api/1/item`, with and without a slash: clients do not follow a redirect of a POST. */
export function registerItemRoutes(app: FastifyInstance, options: ItemRoutesOptions): TellRefusal {
  const { guard, clock } = options;
  const taker = createItemTaker(options, createSystemItems({ clock }));
  const payloads = new WeakMap<FastifyRequest, SentPayload>();
  const admissions = new WeakMap<FastifyRequest, RollbarAdmission>();
  const countOne = callCounter(options, taker.tellRateLimit);
  const countCall = async (
    request: FastifyRequest,
    admission: RollbarAdmission,
    token: string,
    reply: FastifyReply,
  ) => {
    admissions.set(request, admission);
    await countOne(admission, token, reply);
  };
  const tokenOf = (request: FastifyRequest) => headerToken(request) || tokenBeside(request, payloads.get(request));
  const hooks = {
    // A client that sends its token in the header is refused before its body is read.
    onRequest: async (request: FastifyRequest, reply: FastifyReply) => {
      const token = headerToken(request);
      if (token !== '') await countCall(request, guard.rollbarGuard.admit(request, token, POST_SCOPES), token, reply);
    },
    preValidation: [
      async (request: FastifyRequest) => {
        payloads.set(request, readPayload(await inflatedBody(options, request, sentBody(request))));
      },
      guard.authorizeRollbar(tokenOf),
      async (request: FastifyRequest, reply: FastifyReply) => {
        if (headerToken(request) === '') await countCall(request, rollbarAdmissionOf(request), tokenOf(request), reply);
      },
    ],
  };
  for (const url of ['/api/1/item', '/api/1/item/']) {
    app.post(url, {
      config: { access: { credential: 'rollbar', scopes: POST_SCOPES, environment: 'key' } },
      ...hooks,
      handler: async (request, reply) => {
        const admission = rollbarAdmissionOf(request);
        const payload = payloads.get(request)?.payload ?? {};
        // A token that is in every visitor's hands may not speak for a server.
        if (!isOfClient(payload)) guard.rollbarGuard.requireScope(admission, 'post_server_item');
        const sentBytes = sentBody(request).length;
        const uuid = await taker.take({ admission, payload, clientAddress: request.ip, sentBytes });
        return reply.send({ err: 0, result: { id: null, uuid } });
      },
    });
  }
  return async (request, { code, fault }) => {
    const admission = admissions.get(request);
    if (!admission || !FAULTS.has(code)) return;
    await taker.tellRefusal(admission, fault, payloads.get(request)?.payload ?? {});
  };
}

/** In this order, where the header has none. Source: rollbar.md 2.3. */
function tokenBeside(request: FastifyRequest, sent: SentPayload | undefined): string {
  return sent?.bodyToken || queryToken(request) || sent?.formToken || '';
}

const isOfClient = (payload: JsonObject) => isClientPlatform(textOf(objectOf(payload.data).platform));

/** Of a token: enough to find it in a list, and of no use to anybody else. */
const SHOWN_CHARS = 4;

/** Counts a call towards the limits of its token, and refuses it where one is reached or the disk is full. */
function callCounter(
  options: ItemRoutesOptions,
  tellRateLimit: (admission: RollbarAdmission) => Promise<void>,
): (admission: RollbarAdmission, token: string, reply: FastifyReply) => Promise<void> {
  const rateLimits = createRateLimits(options);
  return async (admission, token, reply) => {
    const { principal } = admission;
    const standing =
      principal.kind === 'key' ? rateLimits.take(principal.keyId, principal.rateLimit) : rateLimits.take('', undefined);
    reply.headers(rateLimitHeaders(standing));
    if (!standing.isTaken) {
      if (standing.isFirstRefusal) await tellRateLimit(admission);
      const shown = `${token.slice(0, SHOWN_CHARS)}...`;
      throw new RollbarError('rate-limited', 429, `limit of ${standing.limit} calls reached by access_token ${shown}`);
    }
    options.requireSpace();
  };
}

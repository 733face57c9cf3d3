import { toWellFormed } from '../../../base/text.ts';
import { NS_PER_MS, NS_PER_SECOND } from '../../../base/time.ts';
import {
  ATTRIBUTE_BOOL,
  ATTRIBUTE_INT,
  type EventBatch,
  STATUS_ERROR,
  STATUS_UNSET,
} from '../../../model/event-batch.ts';
import { EventBatchBuilder } from '../../../model/event-batch-builder.ts';
import type { ProjectId } from '../../../model/ids.ts';
import type { RecordLimits } from '../../../model/limits.ts';
import type { OddityCounts } from '../../../model/oddities.ts';
import type { Telling } from '../../../model/telling.ts';
import { firstText, isObject, type JsonObject, objectOf, textOf } from '../json.ts';
import { checkPayload } from './check-payload.ts';
import { cleanData } from './clean-data.ts';
import { withClientAddress } from './client-address.ts';
import { itemAttributes } from './item-attributes.ts';
import { itemLevel } from './item-level.ts';
import { sentTime } from './item-times.ts';
import { identityOfItem, plainUuid } from './item-uuid.ts';
import { SCRUBBED } from './scrub-text.ts';
import { itemTelling } from './telling-of-item.ts';
import { toldBody } from './told-body.ts';

export interface ItemContext {
  readonly projectId: ProjectId;
  /** Slug of the project's dataset. */
  readonly dataset: string;
  /** Epoch ns. */
  readonly receivedNs: bigint;
  /** Of whoever sent it; '' where it is not known. */
  readonly clientAddress: string;
  /** Of this server, as the payload's metadata name it. */
  readonly serverName: string;
  readonly limits: RecordLimits;
  /** Outside of it a time is flagged. */
  readonly timeRange: { readonly earliestNs: bigint; readonly latestNs: bigint };
  /** 32 hex digits that nobody has. */
  readonly newUuid: () => string;
}

export interface DecodedItem {
  /** One row. */
  readonly batch: EventBatch;
  readonly telling: Telling;
  /** JSON text of `data` as the API gives it back. */
  readonly payload: string;
  /** As the client is answered. */
  readonly uuid: string;
  readonly oddities: OddityCounts;
}

export type DecodeResult =
  | { readonly ok: true; readonly item: DecodedItem }
  /** What a client is told, without its beginning `Invalid format. `. */
  | { readonly ok: false; readonly problem: string };

const UNKNOWN_ENVIRONMENT = 'unknown';
/** A client whose clock is further off is told of on its occurrences. */
const SKEW_MAX_NS = 300n * NS_PER_SECOND;

/** A payload as sent, into everything that is kept of it. Pure: the same payload and context give the same item. */
export function decodeItem(payload: JsonObject, context: ItemContext): DecodeResult {
  const problem = checkPayload(payload);
  if (problem !== undefined) return { ok: false, problem };
  const clean = cleanData(objectOf(payload.data));
  const sent = firstText(clean.data.uuid);
  // Dashes alone name nothing: all such items would be one.
  const uuid = plainUuid(sent) === '' ? context.newUuid() : sent;
  const data = completed(clean.data, uuid, context);
  const timeNs = sentTime(clean.data, context.receivedNs) ?? context.receivedNs;
  const telling = itemTelling(data, { timeNs, identity: identityOfItem(context.projectId, uuid) });
  const row = itemRow(data, telling, context);
  return {
    ok: true,
    item: {
      batch: row.batch,
      telling,
      payload: JSON.stringify(data),
      uuid,
      oddities: {
        'text-repaired': clean.repairedCount,
        'value-cut': row.isCut || clean.cutCount > 0 ? 1 : 0,
        'time-out-of-range': row.isTimeOdd ? 1 : 0,
      },
    },
  };
}

/** `data` as it is given back: what the server adds, and what it put right. */
function completed(data: JsonObject, uuid: string, { receivedNs, clientAddress, serverName }: ItemContext): JsonObject {
  const { request, timestamp = null } = data;
  return {
    ...data,
    environment: firstText(data.environment) || UNKNOWN_ENVIRONMENT,
    level: itemLevel(data, toldBody(objectOf(data.body)).kind),
    timestamp: Number(receivedNs / NS_PER_SECOND),
    uuid,
    ...(isObject(request) ? { request: withClientAddress(request, clientAddress) } : {}),
    metadata: {
      ...objectOf(data.metadata),
      customer_timestamp: timestamp,
      timestamp_ms: Number(receivedNs / NS_PER_MS),
      access_token: SCRUBBED,
      api_server_hostname: serverName,
      debug: {},
    },
  };
}

function itemRow(data: JsonObject, telling: Telling, { dataset, receivedNs, timeRange, limits }: ItemContext) {
  const builder = new EventBatchBuilder();
  const attributes = itemAttributes(data, telling, limits);
  for (const { key, type, value } of attributes.entries) builder.attribute(key, type, value);
  const skewNs = telling.timeNs - receivedNs;
  if (skewNs > SKEW_MAX_NS || -skewNs > SKEW_MAX_NS) {
    builder.attribute('meta.clock_skew_ms', ATTRIBUTE_INT, skewNs / NS_PER_MS);
  }
  const isTimeOdd = telling.timeNs < timeRange.earliestNs || telling.timeNs > timeRange.latestNs;
  if (isTimeOdd) builder.attribute('meta.time_out_of_range', ATTRIBUTE_BOOL, true);
  const { notifier } = data;
  builder.endRow({
    timeNs: telling.timeNs,
    signal: 'error',
    kind: 'occurrence',
    dataset,
    traceId: telling.traceId,
    parentId: telling.spanId,
    name: telling.body.kind,
    service: telling.service,
    statusCode: telling.level === 'error' || telling.level === 'critical' ? STATUS_ERROR : STATUS_UNSET,
    statusMessage: statusMessage(telling),
    scopeName: telling.notifier,
    scopeVersion: textOf(objectOf(notifier).version),
  });
  return { batch: builder.build(), isCut: attributes.isCut, isTimeOdd };
}

const STATUS_MESSAGE_CHARS_MAX = 1_024;

function statusMessage({ body }: Telling): string {
  const text = body.kind === 'exception' ? (body.chain[0]?.message ?? '') : body.kind === 'message' ? body.text : '';
  return toWellFormed(text.slice(0, STATUS_MESSAGE_CHARS_MAX));
}

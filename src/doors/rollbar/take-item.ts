import type { RollbarAdmission } from '../../access/index.ts';
import type { Clock } from '../../base/clock.ts';
import { hexFromBytes } from '../../base/hex.ts';
import type { Log } from '../../base/log.ts';
import type { RandomBytes } from '../../base/random.ts';
import { MS_PER_DAY, unixNsFromMs } from '../../base/time.ts';
import { type Intake, requestHash } from '../../intake/index.ts';
import { CombrayError } from '../../model/errors.ts';
import type { RecordLimits } from '../../model/limits.ts';
import { unprocessable } from './errors.ts';
import { type DecodedItem, decodeItem, type ItemContext } from './items/decode-item.ts';
import { plainUuid } from './items/item-uuid.ts';
import type { SystemItems } from './items/system-items.ts';
import type { JsonObject } from './json.ts';
import { tokenName } from './token-name.ts';

export const DOOR = 'rollbar';
/** Door and mapping version, stored with every row. */
const SOURCE = 'rollbar/1';
const UUID_BYTES = 16;

export interface TakeItemParts {
  readonly intake: Intake;
  readonly recordLimits: RecordLimits;
  /** Items older than this are flagged. */
  readonly retentionMs: number;
  readonly serverName: string;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
}

/** One item as it was sent. */
export interface SentItem {
  readonly admission: RollbarAdmission;
  readonly payload: JsonObject;
  /** '' where it is not known. */
  readonly clientAddress: string;
  /** Bytes before decompression. */
  readonly sentBytes: number;
}

/** Takes items in; resolves when an item is on disk. */
export interface ItemTaker {
  /** Throws 422. Resolves to the uuid that the client is answered. */
  take(item: SentItem): Promise<string>;
  /** Tells the project, by an item of its own, that a client sends what cannot be taken. */
  tellRefusal(admission: RollbarAdmission, fault: string, payload: JsonObject): Promise<void>;
  /** Tells the project that a token has reached its limit. */
  tellRateLimit(admission: RollbarAdmission): Promise<void>;
}

export function createItemTaker(parts: TakeItemParts, systemItems: SystemItems): ItemTaker {
  const keep = async ({ admission, sentBytes }: SentItem, { batch, telling, payload, oddities }: DecodedItem) => {
    await parts.intake.accept({
      door: DOOR,
      environment: admission.environment.id,
      source: SOURCE,
      requestHash: requestHash([DOOR, String(admission.project.id), plainUuid(telling.uuid)]),
      batch,
      tellings: [{ row: 0, telling, payload }],
      projectId: admission.project.id,
      recordCount: 1,
      rejected: [],
      oddities,
      bodyBytes: sentBytes,
    });
  };

  /** What the server tells of itself must not change what a client is answered. */
  const tell = async (admission: RollbarAdmission, payload: JsonObject) => {
    const item = { admission, payload, clientAddress: '', sentBytes: 0 };
    const decoded = decodeItem(payload, contextOf(parts, item));
    if (!decoded.ok) return parts.log.error({ problem: decoded.problem }, 'a system item is malformed');
    try {
      await keep(item, decoded.item);
    } catch (error) {
      if (!(error instanceof CombrayError)) throw error;
      parts.log.warn({ err: error }, 'a system item could not be kept');
    }
  };

  return {
    async take(item) {
      const decoded = decodeItem(item.payload, contextOf(parts, item));
      if (!decoded.ok) throw unprocessable(decoded.problem);
      await keep(item, decoded.item);
      return decoded.item.uuid;
    },
    async tellRefusal(admission, fault, payload) {
      const told = systemItems.ofRefusal(admission.project.id, fault, payload);
      if (told) await tell(admission, told);
    },
    tellRateLimit: (admission) => tell(admission, systemItems.ofRateLimit(tokenName(admission))),
  };
}

function contextOf(
  { clock, randomBytes, recordLimits, retentionMs, serverName }: TakeItemParts,
  { admission, clientAddress }: SentItem,
): ItemContext {
  const nowMs = clock.nowMs();
  return {
    projectId: admission.project.id,
    dataset: admission.project.slug,
    receivedNs: unixNsFromMs(nowMs),
    clientAddress,
    serverName,
    limits: recordLimits,
    timeRange: { earliestNs: unixNsFromMs(nowMs - retentionMs), latestNs: unixNsFromMs(nowMs + MS_PER_DAY) },
    newUuid: () => hexFromBytes(randomBytes(UUID_BYTES)),
  };
}

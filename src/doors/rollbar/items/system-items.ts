import { createHash } from 'node:crypto';
import type { Clock } from '../../../base/clock.ts';
import { createRateLimiter } from '../../../base/rate-limiter.ts';
import { MS_PER_MINUTE } from '../../../base/time.ts';
import type { ProjectId } from '../../../model/ids.ts';
import { firstText, type JsonObject, objectOf } from '../json.ts';
import { SYSTEM_FRAMEWORK } from './product-names.ts';

/** Different texts a minute of one project; a broken client seldom breaks in more ways. */
const TEXTS_PER_MINUTE_MAX = 10;
const PROJECTS_MAX = 10_000;

/** Items that the server makes, so that the owner of a project notices a broken client. */
export interface SystemItems {
  /** Of a payload that was refused; undefined where the same was told within the last minute. */
  ofRefusal(projectId: ProjectId, message: string, payload: JsonObject): JsonObject | undefined;
  ofRateLimit(tokenName: string): JsonObject;
}

export function createSystemItems({ clock }: { clock: Clock }): SystemItems {
  const perMinute = { clock, windowMs: MS_PER_MINUTE };
  const texts = createRateLimiter({ ...perMinute, countMax: 1, keysMax: PROJECTS_MAX });
  const projects = createRateLimiter({ ...perMinute, countMax: TEXTS_PER_MINUTE_MAX, keysMax: PROJECTS_MAX });
  return {
    ofRefusal(projectId, message, payload) {
      // Position in a list makes no other fault.
      const fault = message.replace(/\d+/g, '#');
      const isNew = texts.tryTake(`${projectId} ${fault}`) && projects.tryTake(String(projectId));
      return isNew ? refusalItem(message, fault, payload) : undefined;
    },
    ofRateLimit(tokenName) {
      const title = `Your rate limit has been reached for access_token ${tokenName}`;
      return systemItem({ title, fingerprint: fingerprintOf(`rate limit ${tokenName}`), environment: '', details: {} });
    },
  };
}

function refusalItem(message: string, fault: string, payload: JsonObject): JsonObject {
  const data = objectOf(payload.data);
  const notifier = objectOf(data.notifier);
  return systemItem({
    title: `API error: ${message}`,
    fingerprint: fingerprintOf(`API error ${fault}`),
    environment: firstText(data.environment),
    details: { notifier_name: firstText(notifier.name), notifier_version: firstText(notifier.version) },
  });
}

function systemItem(item: {
  readonly title: string;
  readonly fingerprint: string;
  readonly environment: string;
  readonly details: JsonObject;
}): JsonObject {
  const { title, fingerprint, environment, details } = item;
  const body = { message: { ...details, body: title } };
  return { data: { environment, level: 'warning', framework: SYSTEM_FRAMEWORK, title, fingerprint, body } };
}

const fingerprintOf = (text: string): string => createHash('sha1').update(text).digest('hex');

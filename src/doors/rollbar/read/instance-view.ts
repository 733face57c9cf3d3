import { hexFromBytes, isZero } from '../../../base/hex.ts';
import { NS_PER_SECOND } from '../../../base/time.ts';
import type { Occurrence } from '../../../issues/index.ts';
import { SYSTEM_FRAMEWORK } from '../items/product-names.ts';
import type { JsonObject } from '../json.ts';
import { isObject } from '../json.ts';

/** Of the form in which occurrences are given back; the documented one. */
const VERSION = 2;

/** An occurrence as Rollbar's clients read it; `payload` is what the client sent. Source: docs.rollbar.com "Get an occurrence". */
export function instanceView(occurrence: Occurrence, payload: string | undefined) {
  return {
    id: occurrence.occurrenceId,
    project_id: occurrence.projectId,
    item_id: occurrence.issueId,
    timestamp: Number(occurrence.received / NS_PER_SECOND),
    version: VERSION,
    data: payload === undefined ? toldElsewhere(occurrence) : dataOf(payload),
    // What the server tells of itself is free.
    billable: occurrence.framework === SYSTEM_FRAMEWORK ? 0 : 1,
  };
}

function dataOf(payload: string): JsonObject {
  const data: unknown = JSON.parse(payload);
  return isObject(data) ? data : {};
}

/** What OpenTelemetry or X-Ray told, in the words of a payload: their rows have the frames. */
function toldElsewhere(told: Occurrence): JsonObject {
  const { type, message, received } = told;
  return {
    environment: told.deploymentEnvironment,
    level: told.level,
    timestamp: Number(received / NS_PER_SECOND),
    title: told.title,
    context: told.context,
    language: told.language,
    code_version: told.codeVersion || null,
    body:
      told.kind === 'exception'
        ? { trace: { frames: [], exception: { class: type, message } } }
        : { message: { body: message } },
    server: { host: told.host },
    request: { url: told.url, user_ip: told.userIp },
    person: told.personId === '' ? null : { id: told.personId, username: told.personName, email: told.personEmail },
    notifier: { name: told.notifier },
    attributes: [...attribute('trace_id', told.traceId), ...attribute('span_id', told.spanId)],
    metadata: { timestamp_ms: Number(received / 1_000_000n) },
  };
}

function attribute(key: string, id: Uint8Array): JsonObject[] {
  return isZero(id, 0, id.length) ? [] : [{ key, value: hexFromBytes(id) }];
}

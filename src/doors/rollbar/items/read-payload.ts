import { parseJsonExact } from '../../../base/exact-json.ts';
import { badRequest, MESSAGES } from '../errors.ts';
import { isObject, type JsonObject, textOf } from '../json.ts';

/** What a body holds, before anything is known of its content. */
export interface SentPayload {
  readonly payload: JsonObject;
  /** `access_token` of the JSON, '' where there is none. */
  readonly bodyToken: string;
  /** `access_token` beside `payload` in a form, '' where there is none. */
  readonly formToken: string;
}

/** A JSON value is at least two bytes: no body of the largest limit has more than this in good faith. */
const VALUES_MAX = 1_000_000;
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * JSON whatever the content type says, because PHP's and Ruby's HTTP libraries label it as a form; or a form with one
 * parameter `payload` that holds the JSON. Throws 400 for anything else.
 */
export function readPayload(body: Uint8Array): SentPayload {
  if (body.length === 0) throw badRequest(MESSAGES.bodyMissing);
  const text = decodeText(body);
  if (text.trimStart().startsWith('{')) {
    const payload = parseObject(text);
    return { payload, bodyToken: textOf(payload.access_token), formToken: '' };
  }
  const form = /(?:^|&)payload=/.test(text) ? new URLSearchParams(text.trim()) : undefined;
  if (form === undefined) throw badRequest(MESSAGES.bodyUnreadable);
  const payload = parseObject(form.get('payload') ?? '');
  return { payload, bodyToken: textOf(payload.access_token), formToken: form.get('access_token') ?? '' };
}

/** Bytes that are no UTF-8 become U+FFFD. */
function decodeText(body: Uint8Array): string {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

/**
 * A raw NUL, which a form may have encoded, becomes U+FFFD: JSON allows none, and it is one character of a text. NaN and
 * Infinity are taken: rollbar-java 2.3.0 writes such numbers of custom data so (JsonSerializerImpl.serializeNumber).
 */
function parseObject(text: string): JsonObject {
  const parsed = parseJsonExact(Buffer.from(text.replaceAll('\0', '\uFFFD'), 'utf8'), VALUES_MAX, { isNanTaken: true });
  if (!parsed.ok) throw badRequest(`${MESSAGES.bodyNotJson}: ${parsed.detail}`, `${MESSAGES.bodyNotJson}.`);
  if (!isObject(parsed.value)) throw badRequest(MESSAGES.bodyUnreadable);
  return parsed.value;
}

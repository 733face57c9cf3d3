import { isUtf8 } from 'node:buffer';
import { parseJsonExact } from '../../base/exact-json.ts';
import { CombrayError } from '../../model/errors.ts';
import { asObject, type JsonObject, JsonShapeError } from './json-fields.ts';

/**
 * A parsed value takes 56 bytes and more. 64 MiB of real JSON (an attribute is four values in 50 bytes or more) hold
 * 5.4 M.
 */
const JSON_VALUES_MAX = 6_000_000;

/** A parsed request body. */
export interface JsonRequest {
  readonly object: JsonObject;
  /** The body was not UTF-8, so that U+FFFD in a string stands for lost bytes. */
  readonly mayHoldBadUtf8: boolean;
}

export function parseJsonRequest(sent: Uint8Array): JsonRequest {
  const body = withoutByteOrderMark(sent);
  const parsed = parseJsonExact(body, JSON_VALUES_MAX);
  if (parsed.ok) return { object: asObject(parsed.value, 'the body'), mayHoldBadUtf8: !isUtf8(body) };
  if (parsed.reason === 'malformed') throw new JsonShapeError('the body is not JSON');
  throw new CombrayError('body-too-large', `request holds ${parsed.detail}: send smaller batches`);
}

/** Some .NET and PowerShell senders put one first. Source: RFC 8259, 8.1: a parser may ignore it. */
function withoutByteOrderMark(body: Uint8Array): Uint8Array {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? body.subarray(3) : body;
}

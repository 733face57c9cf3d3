import { isUtf8 } from 'node:buffer';
import { parseJsonExact } from '../../base/exact-json.ts';
import { CombrayError } from '../../model/errors.ts';
import { asObject, type JsonObject, JsonShapeError, memberOf } from './json-fields.ts';
import { OTLP_SIGNALS, type OtlpSignal, signalPath } from './signals.ts';

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

export function parseJsonRequest(sent: Uint8Array, signal: OtlpSignal): JsonRequest {
  const body = withoutByteOrderMark(sent);
  const parsed = parseJsonExact(body, JSON_VALUES_MAX);
  if (!parsed.ok) {
    if (parsed.reason === 'malformed') throw new JsonShapeError('the body is not JSON');
    throw new CombrayError('body-too-large', `request holds ${parsed.detail}: send smaller batches`);
  }
  const object = asObject(parsed.value, 'the body');
  refuseOtherSignals(object, signal);
  return { object, mayHoldBadUtf8: !isUtf8(body) };
}

const RESOURCE_LISTS: Readonly<Record<OtlpSignal, string>> = {
  traces: 'resourceSpans',
  logs: 'resourceLogs',
  metrics: 'resourceMetrics',
};

/** Unknown names are ignored, as OTLP asks, but a request that holds only another signal's list would be lost unnoticed. */
function refuseOtherSignals(object: JsonObject, signal: OtlpSignal): void {
  const isSent = (name: string) => {
    const list = memberOf(object, name);
    return Array.isArray(list) && list.length > 0;
  };
  if (isSent(RESOURCE_LISTS[signal])) return;
  const other = OTLP_SIGNALS.find((candidate) => isSent(RESOURCE_LISTS[candidate]));
  if (other === undefined) return;
  const hint = `the body holds ${RESOURCE_LISTS[other]}: is this a request for ${signalPath(other)}?`;
  throw new CombrayError('body-unreadable', hint);
}

/** Some .NET and PowerShell senders put one first. Source: RFC 8259, 8.1: a parser may ignore it. */
function withoutByteOrderMark(body: Uint8Array): Uint8Array {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? body.subarray(3) : body;
}

import { NS_PER_MS, NS_PER_SECOND, UNIX_NS_MAX } from '../../../base/time.ts';
import { type JsonObject, objectOf, textOf } from '../json.ts';

const MS_PER_SECOND = 1_000;
/** Seconds until the year 5138; a larger number counts milliseconds, microseconds or nanoseconds. */
const SECONDS_END = 1e11;

/**
 * The sender's own time, epoch ns; undefined where it tells none that can be. Clients send whole seconds, cut (Python) or
 * rounded (Node): within that second the moment of arrival is the better guess, and puts the failure among its spans.
 */
export function sentTime(data: JsonObject, receivedNs: bigint): bigint | undefined {
  const seconds = secondsOf(data.timestamp) ?? secondsOf(objectOf(data.client).timestamp);
  if (seconds === undefined) return undefined;
  const toldNs = BigInt(Math.round(seconds * MS_PER_SECOND)) * NS_PER_MS;
  const ns = Number.isInteger(seconds)
    ? nearest(receivedNs, toldNs - NS_PER_SECOND / 2n, toldNs + NS_PER_SECOND)
    : toldNs;
  return ns >= 0n && ns <= UNIX_NS_MAX ? ns : undefined;
}

function secondsOf(value: unknown): number | undefined {
  const text = textOf(value).trim();
  let seconds = text === '' ? Number.NaN : Number(text);
  // So far before 1970 no time is, and the largest doubles have no milliseconds.
  if (!Number.isFinite(seconds) || seconds < -SECONDS_END) return undefined;
  while (seconds >= SECONDS_END) seconds /= MS_PER_SECOND;
  return seconds;
}

function nearest(ns: bigint, from: bigint, before: bigint): bigint {
  if (ns < from) return from;
  return ns < before ? ns : before - 1n;
}

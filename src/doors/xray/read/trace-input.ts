import { z } from 'zod';
import { UNIX_NS_MAX } from '../../../base/time.ts';
import type { TraceId } from '../../../model/ids.ts';
import { XRayError } from '../errors.ts';
import { timestamp } from '../operations/input.ts';

/** Source: BatchGetTraces and GetTraceGraph, API reference. */
export const TRACE_IDS_MAX = 5;
export const traceIds = z.array(z.string().min(1).max(35)).max(TRACE_IDS_MAX);
export const timeRange = { StartTime: timestamp, EndTime: timestamp };

/** `1-8-24` as X-Ray writes it, or the 32 digits of W3C. Undefined for anything else: it names no trace that is there. */
export function readTraceId(text: string): TraceId | undefined {
  const digits = text.toLowerCase().replace(/^1-([0-9a-f]{8})-([0-9a-f]{24})$/, '$1$2');
  return /^[0-9a-f]{32}$/.test(digits) ? (digits as TraceId) : undefined;
}

/** Those that can be read, each once. */
export function readTraceIds(texts: readonly string[]): TraceId[] {
  return [...new Set(texts.flatMap((text) => readTraceId(text) ?? []))];
}

export interface RangeNs {
  readonly fromNs: bigint;
  readonly toNs: bigint;
}

/** Any range, also years: records outside what a time can be are none. */
export function readRange({ StartTime, EndTime }: { StartTime: number; EndTime: number }): RangeNs {
  if (StartTime > EndTime) throw new XRayError('InvalidRequestException', 'StartTime must not be after EndTime');
  return { fromNs: unixNs(StartTime), toNs: unixNs(EndTime) };
}

const US_PER_SECOND = 1e6;
const NS_PER_US = 1_000n;
const SECONDS_MAX = Number(UNIX_NS_MAX / 1_000_000_000n) - 1;

function unixNs(seconds: number): bigint {
  const held = Math.min(SECONDS_MAX, Math.max(0, seconds));
  return BigInt(Math.round(held * US_PER_SECOND)) * NS_PER_US;
}

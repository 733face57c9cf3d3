import { z } from 'zod';
import type { TraceId } from '../../../model/ids.ts';
import { nearestNs } from '../epoch.ts';
import { XRayError } from '../errors.ts';
import { readTraceId } from '../ids.ts';
import { timestamp } from '../operations/input.ts';

/** Source: BatchGetTraces and GetTraceGraph, API reference. */
export const TRACE_IDS_MAX = 5;
export const traceIds = z.array(z.string().min(1).max(35)).max(TRACE_IDS_MAX);
export const timeRange = { StartTime: timestamp, EndTime: timestamp };

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
  return { fromNs: nearestNs(StartTime), toNs: nearestNs(EndTime) };
}

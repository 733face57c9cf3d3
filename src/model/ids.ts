import type { Brand } from '../base/brand.ts';

/** Key of an environment as stored in every record: positive, below 2^32, never reused. */
export type EnvironmentId = Brand<number, 'EnvironmentId'>;

/** 32 lower-case hex digits; shorter ids (Zipkin's, Jaeger's 64 bits) are left-padded with zeros. */
export type TraceId = Brand<string, 'TraceId'>;

/** 16 lower-case hex digits. */
export type SpanId = Brand<string, 'SpanId'>;

export const TRACE_ID_BYTES = 16;
export const SPAN_ID_BYTES = 8;

/** 64 bits that name one request: route, key, dataset headers and inflated body. See `intake/request-hash.ts`. */
export type RequestHash = Brand<bigint, 'RequestHash'>;

/** Reads a trace id in hex of any case, 1 to 32 digits; undefined if it is none. */
export function parseTraceId(text: string): TraceId | undefined {
  return /^[0-9a-fA-F]{1,32}$/.test(text) ? (text.toLowerCase().padStart(32, '0') as TraceId) : undefined;
}

/** Reads a span id in hex of any case, 1 to 16 digits; undefined if it is none. */
export function parseSpanId(text: string): SpanId | undefined {
  return /^[0-9a-fA-F]{1,16}$/.test(text) ? (text.toLowerCase().padStart(16, '0') as SpanId) : undefined;
}

/** One stream of errors inside an environment. Ids below are positive and below 2^53, for clients that read JSON numbers. */
export type ProjectId = Brand<number, 'ProjectId'>;

/** Ascending with arrival. */
export type IssueId = Brand<number, 'IssueId'>;

/** Ascending with arrival. */
export type OccurrenceId = Brand<number, 'OccurrenceId'>;

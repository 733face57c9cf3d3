import { ProtobufError } from '../../base/protobuf-reader.ts';
import { CombrayError } from '../../model/errors.ts';
import type { EventBatch } from '../../model/event-batch.ts';
import { EventBatchBuilder } from '../../model/event-batch-builder.ts';
import type { RecordLimits } from '../../model/limits.ts';
import type { OddityCounts } from '../../model/oddities.ts';
import type { Rejection } from '../../model/rejections.ts';
import { DecodeBudget } from './decode-budget.ts';
import { JsonTraces } from './decode-json.ts';
import { ProtobufTraces } from './decode-protobuf.ts';
import { inherit, prepareResource } from './inherited.ts';
import { JsonShapeError } from './json-fields.ts';
import type { OtlpSignal } from './signals.ts';
import { SpanRows } from './span-rows.ts';
import type { TimeRange } from './span-times.ts';

export type OtlpEncoding = 'protobuf' | 'json';

export interface DecodeOptions {
  readonly limits: RecordLimits;
  readonly timeRange: TimeRange;
}

export interface DecodedExport {
  readonly batch: EventBatch;
  /** Position and reason of each record that was left out. */
  readonly rejected: readonly Rejection[];
  /** Records in the request as the protocol counts them (spans, log records, data points), rejected ones included. */
  readonly recordCount: number;
  readonly oddities: OddityCounts;
}

/** Values are read by functions that call themselves for each level, so that no configured depth may exhaust the stack. */
const DEPTH_CEILING = 500;

/**
 * An export request as rows. Bad records are left out and listed. Throws CombrayError only when the body as a whole
 * cannot be read (`body-unreadable`) or would take more memory than any real one (`body-too-large`).
 */
export function decodeExport(
  signal: OtlpSignal,
  body: Uint8Array,
  encoding: OtlpEncoding,
  options: DecodeOptions,
): DecodedExport {
  if (signal !== 'traces') throw new CombrayError('not-found', `${signal} are not taken yet`);
  try {
    return decodeTraces(body, encoding, options);
  } catch (error) {
    if (!(error instanceof ProtobufError || error instanceof JsonShapeError)) throw error;
    // Source: husky 0.43 otlp/errors.go ErrFailedParseBody.
    throw new CombrayError('body-unreadable', `failed to parse OTLP request body: ${error.message}`, { cause: error });
  }
}

function decodeTraces(body: Uint8Array, encoding: OtlpEncoding, { limits, timeRange }: DecodeOptions): DecodedExport {
  const budget = new DecodeBudget();
  const depthMax = Math.min(limits.depthMax, DEPTH_CEILING);
  const Traces = encoding === 'protobuf' ? ProtobufTraces : JsonTraces;
  const traces = new Traces(body, depthMax, budget);
  const builder = new EventBatchBuilder();
  const rows = new SpanRows({ builder, limits, timeRange, budget });
  const rejected: Rejection[] = [];
  let recordCount = 0;
  let hasId = false;
  for (const resourceSpans of traces.resourceSpans()) {
    const resource = prepareResource(resourceSpans.resource, resourceSpans.schemaUrl, limits);
    for (const scopeSpans of resourceSpans.scopeSpans) {
      const inherited = inherit(resource, scopeSpans.scope, scopeSpans.schemaUrl, limits);
      budget.take(scopeSpans.spanCount * inherited.entries.length);
      for (const span of scopeSpans.spans) {
        hasId ||= span.traceId.length > 0 || span.spanId.length > 0;
        const reason = rows.write(span, inherited);
        if (reason) rejected.push({ index: recordCount, reason });
        recordCount++;
      }
    }
  }
  if (recordCount > 0 && !hasId) {
    // A logs request reads as spans without ids: its containers have the same field numbers.
    throw new CombrayError(
      'body-unreadable',
      'no span has a trace_id or span_id: is this a request for /v1/logs or /v1/metrics?',
    );
  }
  const oddities = {
    'text-repaired': traces.repairedStringCount,
    'value-cut': rows.cutRowCount,
    'time-out-of-range': rows.outOfRangeRowCount,
  };
  return { batch: builder.build(), rejected, recordCount, oddities };
}

import { ProtobufError } from '../../base/protobuf-reader.ts';
import { CombrayError } from '../../model/errors.ts';
import type { EventBatch } from '../../model/event-batch.ts';
import { EventBatchBuilder } from '../../model/event-batch-builder.ts';
import type { RecordLimits } from '../../model/limits.ts';
import type { OddityCounts } from '../../model/oddities.ts';
import type { Rejection } from '../../model/rejections.ts';
import { DecodeBudget } from './decode-budget.ts';
import { inherit, prepareResource } from './inherited.ts';
import { JsonExport } from './json-export.ts';
import { JsonShapeError } from './json-fields.ts';
import { parseJsonRequest } from './json-request.ts';
import type { OtlpResourceGroup, RecordMarks } from './messages.ts';
import { ProtobufExport } from './protobuf-export.ts';
import type { RowParts } from './record-rows.ts';
import { RecordTally } from './record-tally.ts';
import { RowAttributes } from './row-attributes.ts';
import { LOGS_FORMAT, METRICS_FORMAT, type SignalFormat, TRACES_FORMAT } from './signal-formats.ts';
import type { OtlpSignal } from './signals.ts';
import type { TimeRange } from './span-times.ts';

export type OtlpEncoding = 'protobuf' | 'json';

export interface DecodeOptions {
  readonly limits: RecordLimits;
  readonly timeRange: TimeRange;
  /** When the request came in: the time of a log record that has none. */
  readonly receivedNs: bigint;
  /** `x-honeycomb-dataset`, '' where it was not sent. */
  readonly datasetHeader: string;
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
  try {
    switch (signal) {
      case 'traces':
        return decodeRecords(TRACES_FORMAT, body, encoding, options);
      case 'logs':
        return decodeRecords(LOGS_FORMAT, body, encoding, options);
      case 'metrics':
        return decodeRecords(METRICS_FORMAT, body, encoding, options);
    }
  } catch (error) {
    if (!(error instanceof ProtobufError || error instanceof JsonShapeError)) throw error;
    // Source: husky 0.43 otlp/errors.go ErrFailedParseBody.
    throw new CombrayError('body-unreadable', `failed to parse OTLP request body: ${error.message}`, { cause: error });
  }
}

/** The request as containers of records. */
interface OpenedExport<OtlpRecord> {
  readonly repairedStringCount: number;
  resources(): Iterable<OtlpResourceGroup<OtlpRecord>>;
}

function open<OtlpRecord extends RecordMarks>(
  format: SignalFormat<OtlpRecord>,
  body: Uint8Array,
  encoding: OtlpEncoding,
  depthMax: number,
  budget: DecodeBudget,
): OpenedExport<OtlpRecord> {
  if (encoding === 'protobuf') return new ProtobufExport(body, depthMax, budget, format.protobuf);
  return new JsonExport(parseJsonRequest(body, format.signal), format.jsonNames, depthMax, budget, format.json);
}

function decodeRecords<OtlpRecord extends RecordMarks>(
  format: SignalFormat<OtlpRecord>,
  body: Uint8Array,
  encoding: OtlpEncoding,
  options: DecodeOptions,
): DecodedExport {
  const { limits, datasetHeader } = options;
  const budget = new DecodeBudget();
  const opened = open(format, body, encoding, Math.min(limits.depthMax, DEPTH_CEILING), budget);
  const builder = new EventBatchBuilder();
  const attributes = new RowAttributes(builder, limits);
  const tally = new RecordTally();
  const parts: RowParts = { ...options, builder, attributes, tally, budget };
  const rows = format.rows(parts);
  const rules = {
    limits,
    rates: format.rates,
    datasetOf: (service: string) => format.datasetOf(service, datasetHeader),
  };
  for (const resourceGroup of opened.resources()) {
    const resource = prepareResource(resourceGroup.resource, resourceGroup.schemaUrl, rules);
    for (const scopeGroup of resourceGroup.scopes) {
      const inherited = inherit(resource, scopeGroup.scope, scopeGroup.schemaUrl, rules);
      for (const record of scopeGroup.records) rows.write(record, inherited);
    }
  }
  rows.finish?.();
  const { recordCount, rejected } = tally;
  if (recordCount > 0 && !tally.hasOwn) throw new CombrayError('body-unreadable', format.foreignHint);
  const oddities = {
    'text-repaired': opened.repairedStringCount,
    'value-cut': attributes.cutRowCount,
    'time-out-of-range': attributes.outOfRangeRowCount,
  };
  return { batch: builder.build(), rejected, recordCount, oddities };
}

import type { Clock } from '../../base/clock.ts';
import { MS_PER_DAY, unixNsFromMs } from '../../base/time.ts';
import { type Door, type Intake, requestHash } from '../../intake/index.ts';
import type { EnvironmentId } from '../../model/ids.ts';
import type { RecordLimits } from '../../model/limits.ts';
import type { Rejection } from '../../model/rejections.ts';
import { decodeExport, type OtlpEncoding } from './decode.ts';
import { type OtlpSignal, signalPath } from './signals.ts';

/** Door and mapping version, stored with every row. */
const SOURCE = 'otlp/1';

export interface ExportParts {
  readonly recordLimits: RecordLimits;
  /** Records older than this are flagged. */
  readonly retentionMs: number;
  readonly clock: Clock;
  readonly intake: Pick<Intake, 'accept' | 'refused'>;
}

/** One export request, whatever carried it. */
export interface ExportRequest {
  readonly signal: OtlpSignal;
  readonly door: Door;
  readonly environment: EnvironmentId;
  /** As sent; '' where none was. */
  readonly key: string;
  /** `x-honeycomb-dataset` as sent; '' where it was not. */
  readonly datasetHeader: string;
  readonly encoding: OtlpEncoding;
  /** Inflated. */
  readonly body: Uint8Array;
  /** Bytes before decompression. */
  readonly sentBytes: number;
}

export interface ExportResult {
  /** What was left out, counted as the protocol counts: spans, log records, data points. */
  readonly rejected: readonly Rejection[];
  /** All records of the request, rejected ones included. */
  readonly recordCount: number;
}

/**
 * Decodes a request and keeps it. Resolves when its rows are on disk. The hash is the same on every transport, so that
 * a body sent again another way is recognised too.
 */
export async function exportSignal(parts: ExportParts, request: ExportRequest): Promise<ExportResult> {
  const { signal, datasetHeader, body } = request;
  const nowMs = parts.clock.nowMs();
  const decoded = decodeExport(signal, body, request.encoding, {
    limits: parts.recordLimits,
    timeRange: { earliestNs: unixNsFromMs(nowMs - parts.retentionMs), latestNs: unixNsFromMs(nowMs + MS_PER_DAY) },
    receivedNs: unixNsFromMs(nowMs),
    datasetHeader,
  });
  const { rejected, recordCount } = decoded;
  await parts.intake.accept({
    door: request.door,
    environment: request.environment,
    source: SOURCE,
    requestHash: requestHash([signalPath(signal), request.key, datasetHeader, body]),
    batch: decoded.batch,
    recordCount,
    rejected,
    oddities: decoded.oddities,
    bodyBytes: request.sentBytes,
  });
  return { rejected, recordCount };
}

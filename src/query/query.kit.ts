import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createManualClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { NS_PER_MS } from '../base/time.ts';
import {
  ATTRIBUTE_BOOL,
  ATTRIBUTE_FLOAT,
  ATTRIBUTE_INT,
  ATTRIBUTE_STRING,
  type AttributeType,
  type EventBatch,
} from '../model/event-batch.ts';
import { EventBatchBuilder, type EventFields } from '../model/event-batch-builder.ts';
import type { EnvironmentId } from '../model/ids.ts';
import { openEmbeddedStore, type TelemetryStore } from '../store/index.ts';

/** The hour after this is the range of most queries in tests: 2026-11-22T12:00:00Z. */
export const START_MS = 1_795_348_800_000;
export const START_SECONDS = START_MS / 1_000;
export const HOUR_SECONDS = 3_600;
export const RANGE = { start_time: START_SECONDS, end_time: START_SECONDS + HOUR_SECONDS };

export const ENVIRONMENT = 7 as EnvironmentId;

/** An attribute: a number is a double, a bigint an int64. */
export type PlainValue = string | number | bigint | boolean;

export interface PlainRow
  extends Partial<Omit<EventFields, 'timeNs' | 'durationNs' | 'traceId' | 'spanId' | 'parentId'>> {
  /** After START_MS. */
  readonly atMs?: number;
  readonly durationMs?: number;
  /** Hex. */
  readonly trace?: string;
  readonly span?: string;
  readonly parent?: string;
  readonly attributes?: Readonly<Record<string, PlainValue>>;
}

export function openTestStore(): Promise<TelemetryStore> {
  const directory = mkdtempSync(join(tmpdir(), 'combray-query-'));
  const clock = createManualClock(START_MS);
  return openEmbeddedStore({ directory, memoryBytes: 2 ** 30, queueBytesMax: 2 ** 26, clock, log: silentLog });
}

/** Keeps rows in an environment. */
export async function keepRows(
  store: TelemetryStore,
  rows: readonly PlainRow[],
  environment: EnvironmentId = ENVIRONMENT,
): Promise<void> {
  await store.write({ environment, source: 'test/1', batch: batchOf(rows) });
}

function batchOf(rows: readonly PlainRow[]): EventBatch {
  const builder = new EventBatchBuilder();
  for (const { atMs = 0, durationMs, trace, span, parent, attributes = {}, ...fields } of rows) {
    for (const [key, value] of Object.entries(attributes)) builder.attribute(key, typeOf(value), value);
    builder.endRow({
      timeNs: BigInt(START_MS) * NS_PER_MS + BigInt(Math.round(atMs * 1e6)),
      durationNs: durationMs === undefined ? -1n : BigInt(Math.round(durationMs * 1e6)),
      signal: 'trace',
      kind: 'span',
      dataset: 'd',
      traceId: idOf(trace ?? '', 16),
      spanId: idOf(span ?? '', 8),
      parentId: idOf(parent ?? '', 8),
      ...fields,
    });
  }
  return builder.build();
}

const idOf = (hex: string, bytes: number) => Uint8Array.from(Buffer.from(hex.padStart(bytes * 2, '0'), 'hex'));

export function typeOf(value: PlainValue): AttributeType {
  switch (typeof value) {
    case 'string':
      return ATTRIBUTE_STRING;
    case 'bigint':
      return ATTRIBUTE_INT;
    case 'number':
      return ATTRIBUTE_FLOAT;
    default:
      return ATTRIBUTE_BOOL;
  }
}

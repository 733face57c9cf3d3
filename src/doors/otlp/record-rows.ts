import type { EventBatchBuilder } from '../../model/event-batch-builder.ts';
import type { RecordLimits } from '../../model/limits.ts';
import type { DecodeBudget } from './decode-budget.ts';
import type { Inherited } from './inherited.ts';
import type { RecordTally } from './record-tally.ts';
import type { RowAttributes } from './row-attributes.ts';
import type { TimeRange } from './span-times.ts';

/** What the rows of one request are made with. */
export interface RowParts {
  readonly builder: EventBatchBuilder;
  readonly attributes: RowAttributes;
  readonly tally: RecordTally;
  readonly limits: RecordLimits;
  readonly timeRange: TimeRange;
  readonly receivedNs: bigint;
  readonly budget: DecodeBudget;
}

/** Turns the records of one signal into rows and tallies them. */
export interface RecordRows<OtlpRecord> {
  write(record: OtlpRecord, inherited: Inherited): void;
  /** Writes what waited for the end of the request. */
  finish?(): void;
}

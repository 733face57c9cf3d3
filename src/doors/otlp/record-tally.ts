import type { Rejection, RejectionReason } from '../../model/rejections.ts';

/** Counts the records of a request as its protocol does, in the order they stand in it. */
export class RecordTally {
  recordCount = 0;
  readonly rejected: Rejection[] = [];
  /** Some record looked like one of the signal it was sent as. */
  hasOwn = false;

  add(reason: RejectionReason | undefined): void {
    if (reason) this.rejected.push({ index: this.recordCount, reason });
    this.recordCount++;
  }
}

import { type Control, leaseCounter } from '../../control/index.ts';
import type { OccurrenceId } from '../../model/ids.ts';

/** At 1,000 errors a second one transaction a second; what is left of a block when the process ends is lost. */
const BLOCK = 1_000;

/** Ids that ascend with arrival; of several processes each has blocks of its own. */
export interface OccurrenceIds {
  next(count: number): Promise<OccurrenceId[]>;
}

export function createOccurrenceIds(control: Control): OccurrenceIds {
  let nextId = 1;
  let endId = 1;
  return {
    async next(count) {
      const ids: OccurrenceId[] = [];
      while (ids.length < count) {
        if (nextId === endId) {
          const size = Math.max(BLOCK, count - ids.length);
          const last = await control.transaction((trx) => leaseCounter(trx, 'occurrence_id', size));
          [nextId, endId] = [last - size + 1, last + 1];
        }
        ids.push(nextId as OccurrenceId);
        nextId += 1;
      }
      return ids;
    },
  };
}

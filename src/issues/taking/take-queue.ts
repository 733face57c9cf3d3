import { groupBy } from '../../base/group-by.ts';
import type { OccurrenceRow } from '../../model/side-rows.ts';
import type { IncomingTelling, Taken } from '../occurrence.ts';
import { createOccurrenceIds } from './occurrence-ids.ts';
import { createRecentSpans } from './recent-spans.ts';
import type { ProjectScope } from './scope.ts';
import { takeBack, takeBackRows, type Untold } from './take-back.ts';
import { type TakeParts, takeBatch } from './take-batch.ts';

/** Of one round: what waits is taken together. Each round costs some queries, whose text must stay below 256 KiB. */
const TELLINGS_MAX = 250;

interface Waiting {
  readonly scope: ProjectScope;
  readonly tellings: readonly IncomingTelling[];
  resolve(taken: readonly Taken[]): void;
  reject(error: unknown): void;
}

export interface TakeQueue {
  take(scope: ProjectScope, tellings: readonly IncomingTelling[]): Promise<readonly Taken[]>;
  takeBack(scope: ProjectScope, untold: Untold): Promise<void>;
  /** Of any projects. */
  takeBackRows(gone: readonly OccurrenceRow[]): Promise<void>;
}

/** One round at a time: tellings that arrive at once must see each other. What waits is bounded by the doors' requests. */
export function createTakeQueue(parts: Omit<TakeParts, 'ids' | 'spans'>): TakeQueue {
  const takeParts = { ...parts, ids: createOccurrenceIds(parts.control), spans: createRecentSpans() };
  const waiting: Waiting[] = [];
  let last: Promise<void> = Promise.resolve();
  const takeRound = async () => {
    const round = nextRound(waiting);
    for (const group of groupBy(round, ({ scope }) => `${scope.environment}/${scope.projectId}`).values()) {
      await takeGroup(takeParts, group);
    }
  };
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = last.then(work);
    // Who waits is told of a failure; the next round has nothing to do with it.
    last = done.catch(() => undefined);
    return done;
  };
  return {
    take: (scope, tellings) =>
      new Promise((resolve, reject) => {
        waiting.push({ scope, tellings, resolve, reject });
        // Some turns find that the one before has taken theirs along.
        last = last.then(takeRound);
      }),
    takeBack: (scope, untold) => inTurn(() => takeBack(takeParts, scope, untold)),
    takeBackRows: (gone) =>
      inTurn(async () => {
        for (const rows of groupBy(gone, ({ environment, projectId }) => `${environment}/${projectId}`).values()) {
          const [first] = rows;
          if (!first) continue;
          const scope = { environment: first.environment, projectId: first.projectId };
          for (let at = 0; at < rows.length; at += TELLINGS_MAX) {
            await takeBackRows(takeParts, scope, rows.slice(at, at + TELLINGS_MAX));
          }
        }
      }),
  };
}

function nextRound(waiting: Waiting[]): Waiting[] {
  let count = 0;
  let tellings = 0;
  for (const each of waiting) {
    tellings += each.tellings.length;
    if (count > 0 && tellings > TELLINGS_MAX) break;
    count += 1;
  }
  return waiting.splice(0, count);
}

/** All or nothing: what failed for one has failed for its neighbours, and all may come again. */
async function takeGroup(parts: TakeParts, group: readonly Waiting[]): Promise<void> {
  const [first] = group;
  if (!first) return;
  try {
    const all = group.flatMap(({ tellings }) => tellings);
    const taken: Taken[] = [];
    while (taken.length < all.length) {
      taken.push(...(await takeBatch(parts, first.scope, all.slice(taken.length, taken.length + TELLINGS_MAX))));
    }
    let at = 0;
    for (const { tellings, resolve } of group) {
      resolve(taken.slice(at, at + tellings.length));
      at += tellings.length;
    }
  } catch (error) {
    for (const { reject } of group) reject(error);
  }
}

import type { Clock } from '../../../base/clock.ts';
import { groupBy } from '../../../base/group-by.ts';
import type { Log } from '../../../base/log.ts';
import { type Loop, startLoop } from '../../../base/loop.ts';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, NS_PER_MS } from '../../../base/time.ts';
import { CombrayError } from '../../../model/errors.ts';
import type { Segments, Waiting, WaitingTrace } from '../../../traces/index.ts';
import type { Patience } from '../documents/trace-state.ts';
import type { DocumentKeeper } from './document-keeper.ts';

/**
 * An hour for a document in progress: longer than nearly every request and job. Subsegments without any segment come from
 * Lambda functions, whose segments AWS itself writes, and from jobs that send theirs at the end: some minutes.
 */
export const PATIENCE: Patience = {
  forEndNs: BigInt(MS_PER_HOUR) * NS_PER_MS,
  forSegmentNs: BigInt(5 * MS_PER_MINUTE) * NS_PER_MS,
};

/** What a server that was down so long did not settle stays as it is: documents without rows. */
const LOOK_BACK_NS = BigInt(7 * MS_PER_DAY) * NS_PER_MS;
const EVERY_MS = MS_PER_MINUTE;
const TRACES_AT_ONCE = 500;

export interface SettlingOptions {
  readonly keeper: Pick<DocumentKeeper, 'settle' | 'unsure'>;
  readonly segments: Pick<Segments, 'waiting'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly patience?: Patience;
}

export interface Settling {
  /** Writes the rows of what has waited long enough since the last time, and mends what was left half done. */
  run(): Promise<void>;
}

export function createSettling({ keeper, segments, clock, patience = PATIENCE }: SettlingOptions): Settling {
  const since = new Map<Waiting['kind'], bigint>();
  const settleAll = async (traces: readonly WaitingTrace[]) => {
    for (const [environment, own] of groupBy(traces, (trace) => trace.environment)) {
      const traceIds = own.map(({ traceId }) => traceId);
      for (let at = 0; at < traceIds.length; at += TRACES_AT_ONCE) {
        await keeper.settle(environment, traceIds.slice(at, at + TRACES_AT_ONCE));
      }
    }
  };
  const settleWaiting = async (kind: Waiting['kind'], waitNs: bigint) => {
    const toNs = clock.nowNs() - waitNs;
    const fromNs = since.get(kind) ?? toNs - LOOK_BACK_NS;
    let after: WaitingTrace | undefined;
    do {
      const traces = await segments.waiting({ kind, fromNs, toNs, after });
      await settleAll(traces);
      after = traces.at(-1);
    } while (after);
    since.set(kind, toNs);
  };
  return {
    async run() {
      await settleAll(await keeper.unsure());
      await settleWaiting('in-progress', patience.forEndNs);
      await settleWaiting('apart', patience.forSegmentNs);
    },
  };
}

/** Once a minute, the first time at once. */
export function startSettling(options: SettlingOptions): Loop {
  const settling = createSettling(options);
  let isFailing = false;
  const run = async () => {
    try {
      await settling.run();
      isFailing = false;
    } catch (error) {
      if (!(error instanceof CombrayError)) throw error;
      // What was not settled is found again a minute later. Of a server that is away, whoever watches it has said so.
      const isAway = error.code === 'store-unavailable' || error.code === 'shutting-down';
      if (!isFailing && !isAway) options.log.error({ err: error }, 'X-Ray documents that wait are not settled');
      isFailing = !isAway;
    }
  };
  return startLoop(run, () => EVERY_MS);
}

import { withDeadline } from '../base/deadline.ts';
import type { Log } from '../base/log.ts';
import { MS_PER_SECOND } from '../base/time.ts';
import { CombrayError } from '../model/errors.ts';

/** A store outside this process, which may be away at the start and later. */
export interface Neighbour {
  /** As people call it: `PostgreSQL`. */
  readonly name: string;
  /** Makes it ready for use; called until it succeeds once. */
  prepare(): Promise<void>;
  ping(): Promise<void>;
}

/** A second is soon enough for senders that come back after 1 to 3, and costs a server that is starting nothing. */
const LOOK_EVERY_MS = MS_PER_SECOND;
const PING_TIMEOUT_MS = 5 * MS_PER_SECOND;
/** The start waits so long for the first answer: a server that is there needs less, and one that is not holds nobody up. */
const START_WAIT_MS = 3 * MS_PER_SECOND;

const UNENDED = new AbortController().signal;
const NO_ANSWER = new CombrayError('store-unavailable', `no answer within ${START_WAIT_MS} ms`);

/**
 * Looks after a neighbour from now on: prepares it as soon as it answers, and says in one line when it goes away and in one
 * when it is back. Resolves when the neighbour is ready, or has shown that it is away. What no waiting can mend (a schema of
 * a newer program) rejects.
 */
export async function watchNeighbour(neighbour: Neighbour, log: Log): Promise<{ close(): Promise<void> }> {
  const { name } = neighbour;
  const stop = new AbortController();
  let isAway = false;
  const note = (error: unknown) => {
    if (isAway === (error !== undefined)) return;
    isAway = error !== undefined;
    if (isAway) log.error({ store: name, reason: (error as Error).message }, `${name} is away; trying every second`);
    else log.info({ store: name }, `${name} answers again`);
  };
  const first = neighbour.prepare();
  const look = async () => {
    let isPrepared = await succeeds(first, note);
    while (await pause(LOOK_EVERY_MS, stop.signal)) {
      if (!isPrepared) isPrepared = await succeeds(neighbour.prepare(), note);
      else await succeeds(withDeadline(neighbour.ping(), PING_TIMEOUT_MS, 'no answer'), note);
    }
  };
  const looking = look();
  const close = async () => {
    stop.abort();
    await looking;
  };
  const settled = first.then(
    () => undefined,
    (error: unknown) => error,
  );
  const outcome = await Promise.race([settled, pause(START_WAIT_MS, UNENDED).then(() => NO_ANSWER)]);
  if (outcome === NO_ANSWER) note(NO_ANSWER);
  else if (outcome !== undefined && !(outcome instanceof CombrayError)) {
    await close();
    throw outcome;
  }
  return { close };
}

/** Whether it did; tells `note` what became of it. */
async function succeeds(work: Promise<void>, note: (error: unknown) => void): Promise<boolean> {
  try {
    await work;
    note(undefined);
    return true;
  } catch (error) {
    note(error);
    return false;
  }
}

/** False when the signal ended it. */
function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const end = (isOver: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cut);
      resolve(isOver);
    };
    const cut = () => end(false);
    const timer = setTimeout(() => end(true), ms);
    timer.unref();
    signal.addEventListener('abort', cut);
  });
}

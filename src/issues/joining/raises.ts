import { byTime, type JoinTelling, type KnownSpans } from './join-telling.ts';

/** One raise as one door tells of it: on its span, again on spans around it, as span event and as log record. */
export type Raise = readonly JoinTelling[];

/** Times of one process still differ a little: Node's spans each count from a rounded start of their own. */
const CLOCK_SLACK_MS = 100;
/** The same exception recorded twice on one span, by hand and by the SDK, rather than raised again. */
const SAME_SPAN_MS = 1_000;
const DEPTH_MAX = 1_000;

/** Splits what one door tells in one trace into raises. Two raises on sibling spans are two. */
export function raisesOf(tellings: readonly JoinTelling[], spans: KnownSpans): Raise[] {
  const raises: JoinTelling[][] = [];
  for (const telling of [...tellings].sort(byTime)) {
    // Rollbar's SDKs never repeat one: each has its own uuid, and is asked for by it.
    const repeated =
      telling.teller === 'rollbar' ? undefined : raises.findLast((raise) => repeats(raise, telling, spans));
    if (repeated) repeated.push(telling);
    else raises.push([telling]);
  }
  return raises;
}

function repeats(raise: Raise, later: JoinTelling, spans: KnownSpans): boolean {
  let isNear = false;
  for (const earlier of raise) {
    const relation = relationOf(earlier, later, spans);
    if (relation === 'none') return false;
    isNear ||= relation === 'around' || later.timeMs - earlier.timeMs < nearMs(relation);
  }
  return isNear;
}

type Relation = 'same' | 'around' | 'within' | 'none';

const nearMs = (relation: 'same' | 'within'): number => (relation === 'same' ? SAME_SPAN_MS : CLOCK_SLACK_MS);

/** Where the later telling's span stands, seen from the earlier one's. */
function relationOf(earlier: JoinTelling, later: JoinTelling, spans: KnownSpans): Relation {
  const [from, to] = [effectiveSpan(earlier.spanId, spans), effectiveSpan(later.spanId, spans)];
  if (from === to || from === '' || to === '') return 'same';
  if (isWithin(from, to, spans)) return 'around';
  // X-Ray's documents have no time of their own for an exception.
  if (isWithin(to, from, spans)) return later.teller === 'xray' ? 'around' : 'within';
  return 'none';
}

/** The span itself, or the one around it that is more than a framework passing errors on. */
function effectiveSpan(spanId: string, spans: KnownSpans): string {
  let at = spanId;
  for (let depth = 0; depth < DEPTH_MAX; depth++) {
    const place = spans.get(at);
    if (!place?.isRelay || place.parentId === '') return at;
    at = place.parentId;
  }
  return at;
}

function isWithin(inner: string, outer: string, spans: KnownSpans): boolean {
  let at = spans.get(inner)?.parentId;
  for (let depth = 0; at !== undefined && at !== '' && depth < DEPTH_MAX; depth++) {
    if (at === outer) return true;
    at = spans.get(at)?.parentId;
  }
  return false;
}

/** Whether more spans could show that two of these raises are one. */
export function needsMoreSpans(raises: readonly Raise[], spans: KnownSpans): boolean {
  if (raises.length < 2 || raises[0]?.[0]?.teller === 'rollbar') return false;
  return raises.some((raise) => raise.some(({ spanId }) => spanId !== '' && !reachesRoot(spanId, spans)));
}

function reachesRoot(spanId: string, spans: KnownSpans): boolean {
  let at: string | undefined = spanId;
  for (let depth = 0; at !== undefined && depth < DEPTH_MAX; depth++) {
    if (at === '') return true;
    at = spans.get(at)?.parentId;
  }
  return at !== undefined;
}

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
  const raises = new OpenRaises(spans);
  for (const telling of [...tellings].sort(byTime)) {
    const placed = { telling, span: effectiveSpan(telling.spanId, spans) };
    // Rollbar's SDKs never repeat one: each has its own uuid, and is asked for by it.
    const repeated = telling.teller === 'rollbar' ? undefined : raises.lastRepeatedBy(placed);
    if (repeated) repeated.told.push(placed);
    else raises.open(placed);
  }
  return raises.all.map(({ told }) => told.map(({ telling }) => telling));
}

interface Placed {
  readonly telling: JoinTelling;
  /** Its effective span; '' where it names none. */
  readonly span: string;
}

interface OpenRaise {
  readonly number: number;
  readonly told: [Placed, ...Placed[]];
}

/** Raises by where the first telling of each stands: a job may fail ten thousand times in one trace, each on a span of its own. */
class OpenRaises {
  readonly all: OpenRaise[] = [];
  readonly #spans: KnownSpans;
  readonly #onSpan = new Map<string, OpenRaise[]>();
  readonly #insideSpan = new Map<string, OpenRaise[]>();

  constructor(spans: KnownSpans) {
    this.#spans = spans;
  }

  open(first: Placed): void {
    const raise: OpenRaise = { number: this.all.length, told: [first] };
    this.all.push(raise);
    put(this.#onSpan, first.span, raise);
    for (const span of new Set(spansAround(first.span, this.#spans))) put(this.#insideSpan, span, raise);
  }

  lastRepeatedBy(later: Placed): OpenRaise | undefined {
    for (const raise of this.#related(later.span)) if (repeats(raise, later, this.#spans)) return raise;
    return undefined;
  }

  /** The last first: those that began on this span, around it or inside it, or on none that is known. */
  *#related(span: string): Generator<OpenRaise> {
    const around = ['', span, ...spansAround(span, this.#spans)].map((each) => this.#onSpan.get(each) ?? []);
    const lists = span === '' ? [this.all] : [...around, this.#insideSpan.get(span) ?? []];
    const ends = lists.map(({ length }) => length);
    for (;;) {
      let last: OpenRaise | undefined;
      let from = 0;
      for (const [index, list] of lists.entries()) {
        const raise = list[(ends[index] ?? 0) - 1];
        if (raise && raise.number > (last?.number ?? -1)) [last, from] = [raise, index];
      }
      if (!last) return;
      ends[from] = (ends[from] ?? 0) - 1;
      yield last;
    }
  }
}

function put(lists: Map<string, OpenRaise[]>, span: string, raise: OpenRaise): void {
  const list = lists.get(span);
  if (list) list.push(raise);
  else lists.set(span, [raise]);
}

function repeats({ told }: OpenRaise, later: Placed, spans: KnownSpans): boolean {
  let isNear = false;
  for (const earlier of told) {
    const relation = relationOf(earlier, later, spans);
    if (relation === 'none') return false;
    isNear ||= relation === 'around' || later.telling.timeMs - earlier.telling.timeMs < nearMs(relation);
  }
  return isNear;
}

type Relation = 'same' | 'around' | 'within' | 'none';

const nearMs = (relation: 'same' | 'within'): number => (relation === 'same' ? SAME_SPAN_MS : CLOCK_SLACK_MS);

/** Where the later telling's span stands, seen from the earlier one's. */
function relationOf({ span: from }: Placed, { span: to, telling }: Placed, spans: KnownSpans): Relation {
  if (from === to || from === '' || to === '') return 'same';
  if (isWithin(from, to, spans)) return 'around';
  // X-Ray's documents have no time of their own for an exception.
  if (isWithin(to, from, spans)) return telling.teller === 'xray' ? 'around' : 'within';
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
  for (const span of spansAround(inner, spans)) if (span === outer) return true;
  return false;
}

/** The nearest first, as far as they are known; they may lie in a circle. */
function* spansAround(spanId: string, spans: KnownSpans): Generator<string> {
  let at = spans.get(spanId)?.parentId;
  for (let depth = 0; at !== undefined && at !== '' && depth < DEPTH_MAX; depth++) {
    yield at;
    at = spans.get(at)?.parentId;
  }
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

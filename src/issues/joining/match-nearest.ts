/** A pair's distance; undefined where the two must not be matched. */
export type Distance<Node> = (left: Node, right: Node) => number | undefined;

export interface MatchRequest<Node> {
  readonly left: readonly Node[];
  readonly right: readonly Node[];
  readonly distance: Distance<Node>;
  /** Pairs that are matched so far. */
  readonly matched: ReadonlyMap<Node, Node>;
  /** Whether a pair of `matched` stays whatever comes. */
  readonly isFixed: (left: Node, right: Node) => boolean;
  /** Whether a node was alone before, among the same others: who is new finds it. */
  readonly isSettled: (node: Node) => boolean;
}

/** Of looking through all candidates again; a matching that is not settled by then is only not the nearest everywhere. */
const ROUNDS_MAX = 3;
/** Candidates looked at to make room: a flood of one failure must not stop the world. */
const ROOM_STEPS_MAX = 200_000;

/**
 * Matches one to one, nearest first: no two nodes are left that are nearer to each other than each is to its own partner.
 * That matching depends on the nodes alone, not on the order in which they came, except among equal distances, where who
 * came first stays. A node that is pushed out looks on from where it was: as many steps as there are pairs, not more, however
 * unluckily the times lie. At last no two are left alone that could be matched if others moved on to whom they may have too:
 * in a stream of raises each of which two tell of, none is left over.
 */
export function matchNearest<Node>(request: MatchRequest<Node>): Map<Node, Node> {
  const matching = new Matching(request);
  for (let round = 0; round < ROUNDS_MAX; round++) if (!matching.seekAll(true)) break;
  matching.seekAll(false);
  matching.makeRoom();
  return matching.pairs();
}

interface Candidate<Node> {
  readonly other: Node;
  readonly apart: number;
}

class Matching<Node> {
  readonly #request: MatchRequest<Node>;
  readonly #left: ReadonlySet<Node>;
  readonly #partner = new Map<Node, Node>();
  readonly #candidates = new Map<Node, readonly Candidate<Node>[]>();

  constructor(request: MatchRequest<Node>) {
    this.#request = request;
    this.#left = new Set(request.left);
    for (const [left, right] of request.matched) this.#link(left, right);
  }

  pairs(): Map<Node, Node> {
    return new Map([...this.#partner].filter(([node]) => this.#left.has(node)));
  }

  /** Everyone who is alone and not settled looks for a partner, nearest first. Whether anybody found one. */
  seekAll(mayPushOut: boolean): boolean {
    const { left, right, isSettled } = this.#request;
    const position = new Map<Node, number>();
    const waiting = [...left, ...right].filter((node) => !this.#partner.has(node) && !isSettled(node));
    let hasChanged = false;
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (this.#partner.has(node)) continue;
      const candidates = this.#candidatesOf(node);
      for (let at = position.get(node) ?? 0; at < candidates.length; at++) {
        position.set(node, at + 1);
        const candidate = candidates[at];
        if (!candidate || !this.#isOpen(candidate, mayPushOut)) continue;
        const rival = this.#partner.get(candidate.other);
        if (rival !== undefined) {
          this.#partner.delete(rival);
          waiting.push(rival);
        }
        this.#link(node, candidate.other);
        hasChanged = true;
        break;
      }
    }
    return hasChanged;
  }

  /** Who is alone and not settled gets a partner along a path of others, each of whom moves on to the next one's. */
  makeRoom(): void {
    const { left, right, isSettled } = this.#request;
    const isAlone = (node: Node) => !this.#partner.has(node);
    const alone = new Map([left, right].map((side) => [side, side.filter(isAlone)]));
    let steps = ROOM_STEPS_MAX;
    for (const [side, others] of [
      [left, right],
      [right, left],
    ] as const) {
      for (const node of alone.get(side) ?? []) {
        if (!isAlone(node) || isSettled(node)) continue;
        if (steps <= 0 || !alone.get(others)?.some(isAlone)) return;
        steps = this.#makeRoomFor(node, steps);
      }
    }
  }

  /** The shortest path, as an augmenting path of a bipartite graph. Gives what is left of `steps`. */
  #makeRoomFor(start: Node, steps: number): number {
    const wooer = new Map<Node, Node>();
    const waiting = [start];
    let left = steps;
    // The list grows while it is read.
    for (const node of waiting) {
      for (const { other } of this.#candidatesOf(node)) {
        if (--left <= 0) return 0;
        if (wooer.has(other)) continue;
        wooer.set(other, node);
        const rival = this.#partner.get(other);
        if (rival === undefined) {
          this.#moveAlong(other, wooer);
          return left;
        }
        if (!this.#isFixed(other, rival)) waiting.push(rival);
      }
    }
    return left;
  }

  #moveAlong(last: Node, wooer: ReadonlyMap<Node, Node>): void {
    for (let other: Node | undefined = last; other !== undefined; ) {
      const node = wooer.get(other) as Node;
      const before = this.#partner.get(node);
      this.#link(node, other);
      other = before;
    }
  }

  #isOpen({ other, apart }: Candidate<Node>, mayPushOut: boolean): boolean {
    const rival = this.#partner.get(other);
    if (rival === undefined) return true;
    if (!mayPushOut || this.#isFixed(other, rival)) return false;
    return apart < (this.#apart(other, rival) ?? Number.POSITIVE_INFINITY);
  }

  #candidatesOf(node: Node): readonly Candidate<Node>[] {
    const known = this.#candidates.get(node);
    if (known) return known;
    const found: Candidate<Node>[] = [];
    for (const other of this.#left.has(node) ? this.#request.right : this.#request.left) {
      const apart = this.#apart(node, other);
      if (apart !== undefined) found.push({ other, apart });
    }
    found.sort((a, b) => a.apart - b.apart);
    this.#candidates.set(node, found);
    return found;
  }

  #apart(a: Node, b: Node): number | undefined {
    const { distance } = this.#request;
    return this.#left.has(a) ? distance(a, b) : distance(b, a);
  }

  #isFixed(a: Node, b: Node): boolean {
    const { isFixed } = this.#request;
    return this.#left.has(a) ? isFixed(a, b) : isFixed(b, a);
  }

  #link(a: Node, b: Node): void {
    this.#partner.set(a, b);
    this.#partner.set(b, a);
  }
}

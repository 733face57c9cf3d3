/** A pair's distance; undefined where the two must not be matched. */
export type Distance<Node> = (left: Node, right: Node) => number | undefined;

export interface MatchRequest<Node> {
  readonly left: readonly Node[];
  readonly right: readonly Node[];
  readonly distance: Distance<Node>;
  /** Nodes of the other side among which are all that are nearer than this. All of the other side where left out. */
  readonly near?: (node: Node, within: number) => Iterable<Node>;
  /** Pairs that are matched so far. */
  readonly matched: ReadonlyMap<Node, Node>;
  /** Whether a pair of `matched` stays whatever comes. */
  readonly isFixed: (left: Node, right: Node) => boolean;
  /** Whether a node was alone before, among the same others: who is new finds it. */
  readonly isSettled: (node: Node) => boolean;
}

/** Of looking through all candidates again; a matching that is not settled by then is only not the nearest everywhere. */
const ROUNDS_MAX = 10;
/** Candidates looked at, to make room and to find who is nearer: a flood of one failure must not stop the world. */
const STEPS_MAX = 200_000;

/**
 * Matches one to one, nearest first: no two nodes are left that are nearer to each other than each is to its own partner.
 * That matching depends on the nodes alone, not on the order in which they came, except among equal distances, where who
 * came first stays. A node that is pushed out looks on from where it was: as many steps as there are pairs, not more, however
 * unluckily the times lie. At last no two are left alone that could be matched if others moved on to whom they may have too:
 * in a stream of raises each of which two tell of, none is left over. Who moved on so has a partner that is not the nearest,
 * until somebody new comes: the next matching begins by bringing the nearest together again.
 */
export function matchNearest<Node>(request: MatchRequest<Node>): Map<Node, Node> {
  const matching = new Matching(request);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const hasLeft = matching.leaveForNearer();
    if (!matching.seekAll(true) && !hasLeft) break;
  }
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
  #nearerSteps = STEPS_MAX;

  constructor(request: MatchRequest<Node>) {
    this.#request = request;
    this.#left = new Set(request.left);
    for (const [left, right] of request.matched) this.#link(left, right);
  }

  pairs(): Map<Node, Node> {
    return new Map([...this.#partner].filter(([node]) => this.#left.has(node)));
  }

  /** Two that are nearer to each other than each is to its own partner leave theirs. Whether anybody did. */
  leaveForNearer(): boolean {
    const { left, right } = this.#request;
    let hasChanged = false;
    for (const node of [...left, ...right]) {
      const partner = this.#partner.get(node);
      if (partner === undefined || this.#isFixed(node, partner)) continue;
      if (this.#nearerSteps <= 0) break;
      const nearer = this.#nearer(node, this.#apart(node, partner) ?? Number.POSITIVE_INFINITY);
      this.#nearerSteps -= nearer.length;
      const found = nearer.find((candidate) => this.#isOpen(candidate, true));
      if (!found) continue;
      const rival = this.#partner.get(found.other);
      this.#partner.delete(partner);
      if (rival !== undefined) this.#partner.delete(rival);
      this.#link(node, found.other);
      hasChanged = true;
    }
    return hasChanged;
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
    let steps = STEPS_MAX;
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
    const found = this.#nearer(node, Number.POSITIVE_INFINITY);
    this.#candidates.set(node, found);
    return found;
  }

  /** The nearest first. */
  #nearer(node: Node, within: number): Candidate<Node>[] {
    if (within <= 0) return [];
    const { near, left, right } = this.#request;
    const found: Candidate<Node>[] = [];
    for (const other of near?.(node, within) ?? (this.#left.has(node) ? right : left)) {
      const apart = this.#apart(node, other);
      if (apart !== undefined && apart < within) found.push({ other, apart });
    }
    return found.sort((a, b) => a.apart - b.apart);
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

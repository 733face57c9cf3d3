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
}

/**
 * Matches one to one, nearest first: no two nodes are left that are nearer to each other than each is to its own partner.
 * That matching depends on the nodes alone, not on the order in which they came, except among equal distances, where who
 * came first stays. A node that is pushed out looks on; a pair only ever gives way to a nearer one, so it ends.
 */
export function matchNearest<Node>({ left, right, distance, matched, isFixed }: MatchRequest<Node>): Map<Node, Node> {
  const partner = new Map<Node, Node>();
  for (const [l, r] of matched) link(partner, l, r);
  const isLeft = new Set(left);
  const between = (a: Node, b: Node) => (isLeft.has(a) ? distance(a, b) : distance(b, a));
  const fixed = (a: Node, b: Node) => (isLeft.has(a) ? isFixed(a, b) : isFixed(b, a));
  const waiting = [...left, ...right].filter((node) => !partner.has(node));
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (partner.has(node)) continue;
    const seeker = node;
    for (const { other, apart } of nearestOf(seeker, isLeft.has(seeker) ? right : left, between)) {
      const rival = partner.get(other);
      if (rival !== undefined) {
        if (fixed(other, rival) || apart >= (between(other, rival) ?? Number.POSITIVE_INFINITY)) continue;
        partner.delete(rival);
        waiting.push(rival);
      }
      link(partner, seeker, other);
      break;
    }
  }
  return new Map([...partner].filter(([node]) => isLeft.has(node)));
}

function nearestOf<Node>(node: Node, others: readonly Node[], between: Distance<Node>) {
  const found: { other: Node; apart: number }[] = [];
  for (const other of others) {
    const apart = between(node, other);
    if (apart !== undefined) found.push({ other, apart });
  }
  return found.sort((a, b) => a.apart - b.apart);
}

function link<Node>(partner: Map<Node, Node>, a: Node, b: Node): void {
  partner.set(a, b);
  partner.set(b, a);
}

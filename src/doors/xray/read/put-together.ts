import { groupBy } from '../../../base/group-by.ts';
import { isDeeperThan } from '../json.ts';
import { byStart, type DocumentNode, nodesBelow } from './document-node.ts';

/** Subsegments inside one another. Python reads JSON by recursion and stops at 1,000 brackets, of which each is two. */
const NESTED_MAX = 100;
/** A document with more brackets inside brackets is given back as it came, nothing put into it. */
const BRACKETS_MAX = 250;

export interface Assembled {
  readonly root: DocumentNode;
  /** Whether anything was put into it. */
  readonly isFilled: boolean;
}

/**
 * Puts subsegments that were sent apart where they belong. What has no parent here, lies in a circle or would be nested too
 * deep stays a root. Whatever the order of the documents, the answer is the same.
 */
export function putTogether(documents: readonly DocumentNode[]): Assembled[] {
  const ordered = [...documents].sort(byStart);
  const hosts = new Set(ordered.filter(isShallow));
  // Before anything is put anywhere: later they hold others.
  const levels = new Map([...hosts].map((document) => [document, levelsOf(document)]));
  const nodes = new Map<string, DocumentNode>();
  for (const own of levels.values()) for (const [node] of own) if (!nodes.has(node.id)) nodes.set(node.id, node);
  const guests = groupBy(
    [...hosts].filter(({ isSegment }) => !isSegment),
    ({ parentId }) => nodes.get(parentId),
  );
  const placed = new Set<DocumentNode>();
  const settle = (root: DocumentNode): Assembled => {
    placed.add(root);
    const waiting = [{ document: root, depth: 0 }];
    // The list grows while it is read.
    for (const { document, depth } of waiting) {
      for (const [node, level] of levels.get(document) ?? []) {
        for (const guest of guests.get(node) ?? []) {
          if (placed.has(guest) || depth + level + 1 > NESTED_MAX) continue;
          placed.add(guest);
          node.children.push(guest);
          waiting.push({ document: guest, depth: depth + level + 1 });
        }
      }
    }
    return { root, isFilled: waiting.length > 1 };
  };
  const isGuest = (document: DocumentNode) =>
    !document.isSegment && hosts.has(document) && nodes.has(document.parentId);
  const roots = ordered.filter((document) => !isGuest(document)).map(settle);
  // What no root leads to: too deep below one, or below a circle of parents.
  for (const document of ordered) if (!placed.has(document)) roots.push(settle(document));
  return roots;
}

function isShallow(document: DocumentNode): boolean {
  return levelsOf(document).every(([{ body }, level]) => level <= NESTED_MAX && !isDeeperThan(body, BRACKETS_MAX));
}

/** The nodes of one document with how deep in it each is. */
function levelsOf(document: DocumentNode): [DocumentNode, number][] {
  const levels = new Map([[document, 0]]);
  for (const node of nodesBelow(document)) {
    for (const child of node.children) levels.set(child, (levels.get(node) ?? 0) + 1);
  }
  return [...levels];
}

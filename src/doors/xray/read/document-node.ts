import { isObject, type JsonObject, listOf, objectOf } from '../json.ts';

/** A segment or subsegment, with what lies below it: embedded as it was sent, or sent apart and put here. */
export interface DocumentNode {
  readonly id: string;
  readonly name: string;
  /** '' where there is none. */
  readonly parentId: string;
  readonly isSegment: boolean;
  readonly isInProgress: boolean;
  /** Epoch seconds. */
  readonly start: number;
  /** Undefined while it is in progress. */
  readonly end: number | undefined;
  /** As it was sent, but for `subsegments`. */
  readonly body: JsonObject;
  readonly children: DocumentNode[];
}

/**
 * The tree of one document. What cannot be drawn (no id, no start) is left out: the door lets no such thing in. Of `known`
 * ids the embedded copies are left out, because they have documents of their own.
 */
export function readDocumentNode(document: JsonObject, known: ReadonlySet<string>): DocumentNode {
  const root = nodeOf(document, document.type !== 'subsegment', textOf(document.parent_id));
  // Without recursion: a document of 64 kB nests a thousand levels.
  const waiting = [{ node: root, embedded: listOf(document.subsegments) }];
  const seen = new Set([root.id]);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    for (const body of next.embedded) {
      if (!isObject(body)) continue;
      const child = nodeOf(body, false, next.node.id);
      if (child.id === '' || seen.has(child.id) || known.has(child.id)) continue;
      seen.add(child.id);
      next.node.children.push(child);
      waiting.push({ node: child, embedded: listOf(body.subsegments) });
    }
  }
  return root;
}

function nodeOf({ subsegments, ...body }: JsonObject, isSegment: boolean, parentId: string): DocumentNode {
  const start = secondsOf(body.start_time) ?? 0;
  const end = secondsOf(body.end_time);
  return {
    id: textOf(body.id).toLowerCase(),
    name: textOf(body.name),
    parentId: parentId.toLowerCase(),
    isSegment,
    isInProgress: body.in_progress === true || end === undefined,
    start,
    end,
    body,
    children: [],
  };
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

/** Some senders write numbers as texts. */
function secondsOf(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds : undefined;
}

/** The node and all below it. */
export function nodesBelow(root: DocumentNode): DocumentNode[] {
  const nodes = [root];
  // The list grows while it is read.
  for (const node of nodes) for (const child of node.children) nodes.push(child);
  return nodes;
}

/** By start, then id: the same whatever the order of arrival. */
export function byStart(a: DocumentNode, b: DocumentNode): number {
  return a.start - b.start || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** The document with everything that belongs to it, in the order of the tree. */
export function printDocument(root: DocumentNode): JsonObject {
  // Children first, without recursion: chains of subsegments that were sent apart know no limit.
  const printed = new Map<DocumentNode, JsonObject>();
  for (const node of nodesBelow(root).reverse()) {
    const children = node.children.map((child) => printed.get(child));
    printed.set(node, children.length === 0 ? node.body : { ...node.body, subsegments: children });
  }
  return objectOf(printed.get(root));
}

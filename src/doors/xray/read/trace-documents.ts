import type { TraceId } from '../../../model/ids.ts';
import type { StoredSegment, WholeSpan } from '../../../traces/index.ts';
import { isObject, type JsonObject } from '../json.ts';
import { byStart, type DocumentNode, nodesBelow, readDocumentNode } from './document-node.ts';
import { isRemoteCall } from './service-of-node.ts';
import { documentOfSpan } from './span-document.ts';

/** A trace in X-Ray's form: documents as they came, and spans of other sources as the documents they would have been. */
export interface TraceDocuments {
  readonly traceId: TraceId;
  /** Segments, and subsegments whose parent is not there, by start. */
  readonly roots: readonly DocumentNode[];
  /** Of all that is in the trace: ids of what called a segment that is there. */
  readonly answered: ReadonlySet<string>;
  /** Whether there were more spans than are here. */
  readonly isCut: boolean;
}

/** JSON printers recurse: what is nested deeper stands as a document of its own. */
const DEPTH_MAX = 200;

export function assembleTrace(
  traceId: TraceId,
  { segments, spans, isCut }: { segments: readonly StoredSegment[]; spans: readonly WholeSpan[]; isCut: boolean },
): TraceDocuments {
  const ownIds = new Set(segments.map(({ segmentId }) => segmentId));
  const sent = putTogether(segments.flatMap(({ document }) => readStored(document, ownIds)));
  const mapped = putTogether(spans.map((span) => readDocumentNode(documentOfSpan(span), NO_IDS)));
  const roots = [...sent, ...mapped].sort(byStart);
  const answered = new Set(roots.filter(({ isSegment }) => isSegment).map(({ parentId }) => parentId));
  answered.delete('');
  return { traceId, roots, answered, isCut };
}

const NO_IDS: ReadonlySet<string> = new Set();

function readStored(document: string, ownIds: ReadonlySet<string>): DocumentNode[] {
  const body: unknown = JSON.parse(document);
  return isObject(body) ? [readDocumentNode(body, ownIds)] : [];
}

/** Puts subsegments that were sent apart where they belong. What has no parent here, or one in a circle, stays on its own. */
function putTogether(documents: readonly DocumentNode[]): DocumentNode[] {
  const ordered = [...documents].sort(byStart);
  const nodes = new Map<string, DocumentNode>();
  const documentOf = new Map<DocumentNode, DocumentNode>();
  for (const document of ordered) {
    for (const node of nodesBelow(document)) {
      if (!nodes.has(node.id)) nodes.set(node.id, node);
      documentOf.set(node, document);
    }
  }
  const parentOf = (document: DocumentNode) => (document.isSegment ? undefined : nodes.get(document.parentId));
  const depths = depthsOf(ordered, (document) => {
    const parent = parentOf(document);
    return parent && documentOf.get(parent);
  });
  const roots: DocumentNode[] = [];
  for (const document of ordered) {
    const parent = parentOf(document);
    const depth = depths.get(document);
    if (parent && depth !== undefined && depth > 0 && depth % DEPTH_MAX !== 0) parent.children.push(document);
    else roots.push(document);
  }
  return roots;
}

/** How many documents a document lies below the last one that has no parent; undefined in a circle. */
function depthsOf(
  documents: readonly DocumentNode[],
  parentOf: (document: DocumentNode) => DocumentNode | undefined,
): Map<DocumentNode, number | undefined> {
  const depths = new Map<DocumentNode, number | undefined>();
  for (const document of documents) {
    const chain: DocumentNode[] = [];
    const passed = new Set<DocumentNode>();
    let at: DocumentNode | undefined = document;
    while (at && !depths.has(at) && !passed.has(at)) {
      chain.push(at);
      passed.add(at);
      at = parentOf(at);
    }
    let depth = at === undefined ? -1 : depths.get(at);
    for (const each of chain.reverse()) {
      if (depth !== undefined) depth++;
      depths.set(each, depth);
    }
  }
  return depths;
}

/** Everything in the trace. */
export const allNodes = ({ roots }: TraceDocuments): DocumentNode[] => roots.flatMap(nodesBelow);

export const segmentsOf = ({ roots }: TraceDocuments): DocumentNode[] => roots.filter(({ isSegment }) => isSegment);

/** Calls whose callee sent no segment. */
export function unansweredCalls(trace: TraceDocuments): DocumentNode[] {
  return allNodes(trace).filter((node) => isRemoteCall(node) && !trace.answered.has(node.id));
}

/** Something is still to come: an end, or the segment of a callee that is known to send one. */
export function isPartial(trace: TraceDocuments): boolean {
  return (
    allNodes(trace).some(({ isInProgress }) => isInProgress) ||
    unansweredCalls(trace).some(({ body }) => isTraced(body))
  );
}

export function isTraced(body: JsonObject): boolean {
  if (body.traced === true) return true;
  const { http } = body;
  return isObject(http) && isObject(http.request) && http.request.traced === true;
}

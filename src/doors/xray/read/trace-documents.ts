import type { TraceId } from '../../../model/ids.ts';
import type { StoredSegment, WholeSpan } from '../../../traces/index.ts';
import { isObject, type JsonObject } from '../json.ts';
import { byStart, type DocumentNode, nodesBelow, readDocumentNode } from './document-node.ts';
import { putTogether } from './put-together.ts';
import { isRemoteCall, type ServiceIdentity, serviceOfSegment, serviceOfSpan } from './service-of-node.ts';
import { documentOfSpan } from './span-document.ts';

/** A trace in X-Ray's form: documents as they came, and spans of other sources as the documents they would have been. */
export interface TraceDocuments {
  readonly traceId: TraceId;
  /** Segments, and subsegments whose parent is not there, by start. */
  readonly roots: readonly DocumentNode[];
  readonly origins: ReadonlyMap<DocumentNode, RootOrigin>;
  /** Of each node, where its segment is there to say so, or its span does. */
  readonly services: ReadonlyMap<DocumentNode, ServiceIdentity>;
  /** Of all that is in the trace: ids of what called a segment that is there. */
  readonly answered: ReadonlySet<string>;
  /** Whether there were more spans than are here. */
  readonly isCut: boolean;
}

/** Where a root comes from. */
export interface RootOrigin {
  readonly source: 'xray' | 'opentelemetry';
  /** As it came; undefined where something was put into it, or no one sent it. */
  readonly text: string | undefined;
}

export function assembleTrace(
  traceId: TraceId,
  { segments, spans, isCut }: { segments: readonly StoredSegment[]; spans: readonly WholeSpan[]; isCut: boolean },
): TraceDocuments {
  const ownIds = new Set(segments.map(({ segmentId }) => segmentId));
  const texts = new Map(segments.flatMap(({ document }) => readStored(document, ownIds)));
  const spansOf = new Map(spans.map((span) => [readDocumentNode(documentOfSpan(span), NO_IDS), span]));
  const services = new Map<DocumentNode, ServiceIdentity>();
  // Before they are put into one another: below a span of one service may be spans of another.
  for (const [document, span] of spansOf) {
    for (const node of nodesBelow(document)) services.set(node, serviceOfSpan(span));
  }
  const sent = putTogether([...texts.keys()]);
  const mapped = putTogether([...spansOf.keys()]);
  const origins = new Map<DocumentNode, RootOrigin>();
  for (const { root, isFilled } of sent) {
    origins.set(root, { source: 'xray', text: isFilled ? undefined : texts.get(root) });
    if (root.isSegment) for (const node of nodesBelow(root)) services.set(node, serviceOfSegment(root));
  }
  for (const { root } of mapped) origins.set(root, { source: 'opentelemetry', text: undefined });
  const roots = [...origins.keys()].sort(byStart);
  const answered = new Set(roots.filter(({ isSegment }) => isSegment).map(({ parentId }) => parentId));
  answered.delete('');
  return { traceId, roots, origins, services, answered, isCut };
}

const NO_IDS: ReadonlySet<string> = new Set();

function readStored(text: string, ownIds: ReadonlySet<string>): [DocumentNode, string][] {
  const body: unknown = JSON.parse(text);
  return isObject(body) ? [[readDocumentNode(body, ownIds), text]] : [];
}

/**
 * The trace without what is told twice: of a service that sends both, OpenTelemetry counts. As the map counts, so that sums
 * agree.
 */
export function countedTrace(trace: TraceDocuments): TraceDocuments {
  const { roots, origins, services } = trace;
  const isXray = (root: DocumentNode) => origins.get(root)?.source === 'xray';
  const others = roots.filter((root) => !isXray(root)).flatMap(nodesBelow);
  const doubled = new Set(others.map((node) => services.get(node)?.name));
  return { ...trace, roots: roots.filter((root) => !isXray(root) || !doubled.has(services.get(root)?.name)) };
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

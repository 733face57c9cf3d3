import { type DocumentNode, printDocument } from './document-node.ts';
import { inferredSegment } from './inferred-segment.ts';
import { printTraceId } from './names.ts';
import { durationOf } from './summarize-trace.ts';
import { countedTrace, type TraceDocuments, unansweredCalls } from './trace-documents.ts';

interface PrintedTrace {
  readonly Id: string;
  readonly Duration: number;
  readonly LimitExceeded: boolean;
  readonly Segments: readonly { readonly Id: string; readonly Document: string }[];
}

/** One trace as `BatchGetTraces` gives it: everything that was sent, and a segment for each callee that sent none. */
export function printTrace(trace: TraceDocuments): PrintedTrace {
  const { traceId, roots, isCut } = trace;
  const inferred = unansweredCalls(countedTrace(trace)).flatMap((call) => inferredSegment(call, traceId) ?? []);
  return {
    Id: printTraceId(traceId),
    Duration: durationOf(roots),
    LimitExceeded: isCut,
    Segments: [
      ...roots.map((root) => ({ Id: root.id, Document: printRoot(trace, root) })),
      ...inferred.map((segment) => ({ Id: segment.id, Document: JSON.stringify(segment) })),
    ],
  };
}

function printRoot({ origins }: TraceDocuments, root: DocumentNode): string {
  return origins.get(root)?.text ?? JSON.stringify(printDocument(root));
}

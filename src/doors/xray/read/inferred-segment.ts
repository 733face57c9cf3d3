import type { JsonObject } from '../json.ts';
import { present } from './attributes.ts';
import type { DocumentNode } from './document-node.ts';
import { DERIVED, derivedId, printTraceId } from './names.ts';
import { calleeOf } from './service-of-node.ts';
import { isTraced } from './trace-documents.ts';

/** The segment that a callee would have sent, from its caller's word; undefined while it may still come, or the call lasts. */
export function inferredSegment(call: DocumentNode, traceId: string): (JsonObject & { id: string }) | undefined {
  const { id, start, end, body } = call;
  if (end === undefined || call.isInProgress || isTraced(body)) return undefined;
  const { name, type } = calleeOf(call);
  const { http, aws, error, fault, throttle } = body;
  return {
    id: derivedId(id, DERIVED.inferred),
    name,
    start_time: start,
    end_time: end,
    parent_id: id,
    trace_id: printTraceId(traceId),
    inferred: true,
    ...present({ http, aws, error, fault, throttle, origin: type === 'remote' ? undefined : type }),
  };
}

import type { ReplacedSpans } from '../../../intake/index.ts';
import type { SpansOfTrace } from '../../../issues/index.ts';
import type { EnvironmentId } from '../../../model/ids.ts';
import type { PlannedSpan, TraceChanges } from '../documents/assembly.ts';
import type { TraceState } from '../documents/trace-state.ts';
import { idBytes } from '../ids.ts';

/** One entry for all spans below the same version. */
export function replacedSpans(
  environment: EnvironmentId,
  traceId: string,
  remove: TraceChanges['remove'],
): ReplacedSpans[] {
  const byVersion = new Map<bigint, Uint8Array[]>();
  for (const { spanId, versionBelow } of remove) {
    const spanIds = byVersion.get(versionBelow) ?? [];
    byVersion.set(versionBelow, spanIds);
    spanIds.push(idBytes(spanId));
  }
  return [...byVersion].map(([versionBelow, spanIds]) => ({
    environment,
    traceId: idBytes(traceId),
    spanIds,
    versionBelow,
  }));
}

/** Spans of which earlier failures may have to be taken back. */
export interface Retold {
  readonly of: SpansOfTrace;
  /** What they are by now. */
  readonly planned: readonly PlannedSpan[];
}

/** Undefined where no span had said anything before. */
export function retoldOf(traceId: string, trace: TraceState, remove: TraceChanges['remove']): Retold | undefined {
  if (trace.isUnsure) return { of: { traceId: idBytes(traceId) }, planned: [...trace.planned().values()] };
  if (remove.length === 0) return undefined;
  const ids = new Set(remove.map(({ spanId }) => spanId));
  return {
    of: { traceId: idBytes(traceId), spanIds: [...ids].map((id) => idBytes(id)) },
    planned: [...trace.planned().values()].filter(({ span }) => ids.has(span.id)),
  };
}

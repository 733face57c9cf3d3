import type { Engine } from './engine.ts';
import { substitute } from './sql-literal.ts';
import type { ReplacedSpans } from './store.ts';

/** One statement whatever the number of spans: a deletion rewrites every part it touches. */
export async function removeSpans(engine: Engine, spans: readonly ReplacedSpans[]): Promise<void> {
  if (spans.length === 0) return;
  const where = spans.map(conditionOf).join(' OR ');
  await engine.command(`DELETE FROM events WHERE document_version != 0 AND (${where})`);
}

function conditionOf({ environment, traceId, spanIds, versionBelow }: ReplacedSpans): string {
  // An event or link of a span has no id of its own and names its span as its parent; so does the span's child, which stays.
  return substitute({
    sql: `(environment = {environment:UInt32} AND trace_id = {traceId:FixedString(16)}
      AND document_version < {version:UInt64}
      AND if(kind = 'span', span_id, parent_id) IN {spanIds:Array(FixedString(8))})`,
    params: { environment, traceId, version: versionBelow, spanIds },
  });
}

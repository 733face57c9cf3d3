import { hexFromBytes } from '../../base/hex.ts';
import { INTERACTIVE_BUDGET } from '../../model/query-budget.ts';
import type { OccurrenceRow } from '../../model/side-rows.ts';
import type { TelemetryStore } from '../../store/index.ts';
import type { SpansOfTrace } from '../occurrence.ts';
import { OCCURRENCE_COLUMNS, occurrenceRowOf } from '../occurrence-rows.ts';
import { IN_PROJECT, type ProjectScope } from './scope.ts';

/** Of one statement, whose text must stay below 256 KiB. */
const TRACES_MAX = 1_000;

/** X-Ray's tellings of these spans that count now. */
export async function readXrayTellings(
  store: TelemetryStore,
  scope: ProjectScope,
  spans: readonly SpansOfTrace[],
): Promise<OccurrenceRow[]> {
  const sql = `SELECT * FROM (
      SELECT ${OCCURRENCE_COLUMNS} FROM occurrences
      WHERE ${IN_PROJECT} AND trace_id IN {traceIds:Array(FixedString(16))} AND teller = 'xray'
      ORDER BY version DESC LIMIT 1 BY occurrence_id)
    WHERE canonical_id != 0`;
  const wanted = new Map(
    spans.map(({ traceId, spanIds }) => [
      hexFromBytes(traceId),
      spanIds && new Set(spanIds.map((id) => hexFromBytes(id))),
    ]),
  );
  const rows: OccurrenceRow[] = [];
  for (let at = 0; at < spans.length; at += TRACES_MAX) {
    const traceIds = spans.slice(at, at + TRACES_MAX).map(({ traceId }) => traceId);
    const found = await store.query({ sql, params: { ...scope, traceIds } }, INTERACTIVE_BUDGET);
    rows.push(...found.map(occurrenceRowOf));
  }
  return rows.filter(({ traceId, spanId }) => wanted.get(hexFromBytes(traceId))?.has(hexFromBytes(spanId)) ?? true);
}

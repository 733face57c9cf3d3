import { type BatchRow, batchRows } from '../../../../tests/support/batch-rows.ts';
import { DEFAULT_RECORD_LIMITS } from '../../../model/limits.ts';
import { planSpans } from '../documents/assembly.ts';
import { readDocument } from '../documents/document.ts';
import { nextVersion } from '../documents/segment-version.ts';
import { rowsOf } from './rows.ts';

const NOW_NS = 1_795_401_600_000_000_000n;
const DAY_NS = 86_400_000_000_000n;

/** The rows of a document that came alone. */
export function readRows(text: string) {
  const result = readDocument(text);
  if (!result.ok) throw new Error(result.refusal.message);
  const { document } = result;
  const version = nextVersion(undefined, { nowNs: NOW_NS, isInProgress: document.isInProgress, isSettled: true });
  const planned = planSpans(new Map([[document.id, { document, version }]]));
  const timeRange = { earliestNs: NOW_NS - 30n * DAY_NS, latestNs: NOW_NS + DAY_NS };
  const { batch, oddities } = rowsOf([...planned.values()], { limits: DEFAULT_RECORD_LIMITS, timeRange });
  return { rows: batchRows(batch), oddities };
}

export const START = Number(NOW_NS / 1_000_000_000n) - 60;
export const SEGMENT = {
  trace_id: '1-6b03a77b-b7a2cc41dcaf04e94b8355b9',
  id: 'aaaaaaaaaaaaaaaa',
  name: 'backend',
  start_time: START,
  end_time: START + 1,
};
/** The span of a segment with these fields. */
export const rowOf = (fields: object) => readRows(JSON.stringify({ ...SEGMENT, ...fields })).rows.at(-1);

export const textsOf = (row: BatchRow | undefined) => (row?.attr_string ?? {}) as Readonly<Record<string, string>>;

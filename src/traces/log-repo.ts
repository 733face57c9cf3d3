import { LOG_TEXT_CHARS_MAX, TRACE_LOGS_MAX } from '../model/limits.ts';
import type { SqlRow, TelemetryStore } from '../store/index.ts';
import { text } from './row-text.ts';
import { askOfTrace, IN_TRACE, LOG_KEY, OWNER_ID, type TraceScope, WHOLE_ROW } from './trace-repo.ts';

/** One stored log record, as far as the waterfall needs it. */
export interface LogRow {
  /** Names the record in an address; equal records have one key. */
  readonly key: string;
  /** The span it was written in; '' where it names none. */
  readonly spanId: string;
  readonly timeNs: bigint;
  readonly service: string;
  /** OTLP's severity number, 1 to 24; 0 where it was not sent. */
  readonly severity: number;
  /**
   * One line: the beginning of the body, behind the message of a structured one; of the exception or the event's name where
   * there is no body.
   */
  readonly text: string;
}

/** A field of the record stands under its second name where an attribute has taken the first: docs/compat/otlp.md, logs. */
const namesOf = (field: string) => [`log_record.${field}`, field];

/** The body as its sender typed it: text, or a scalar that stands in another map. */
const BODY = `multiIf(${namesOf('body')
  .flatMap((name) =>
    ['attr_string', 'attr_int', 'attr_float', 'attr_bool'].map(
      (map) => `mapContains(${map}, '${name}'), toString(${map}['${name}'])`,
    ),
  )
  .join(', ')}, '')`;
/** What a structured body (a map, whose members are fields too) says in words. */
const MESSAGE = `coalesce(nullIf(attr_string['body.message'], ''), attr_string['body.msg'])`;
const SEVERITY = `multiIf(${namesOf('severity_code')
  .map((name) => `mapContains(attr_int, '${name}'), attr_int['${name}']`)
  .join(', ')}, 0)`;

/** Earliest first, one more than TRACE_LOGS_MAX at most. */
export async function readLogs(store: TelemetryStore, scope: TraceScope): Promise<LogRow[]> {
  const rows = await askOfTrace(
    store,
    `SELECT ${LOG_KEY}, ${OWNER_ID}, time AS time_ns, service, ${SEVERITY} AS severity,
       substringUTF8(${BODY}, 1, ${LOG_TEXT_CHARS_MAX}) AS body,
       substringUTF8(${MESSAGE}, 1, ${LOG_TEXT_CHARS_MAX}) AS message, attr_string['exception.type'] AS exception_type,
       substringUTF8(attr_string['exception.message'], 1, ${LOG_TEXT_CHARS_MAX}) AS exception_message,
       attr_string['event.name'] AS event_name
     FROM events WHERE ${IN_TRACE} AND kind = 'log_record'
     ORDER BY time LIMIT ${TRACE_LOGS_MAX + 1}`,
    scope,
  );
  return rows.map((row) => ({
    key: text(row, 'log_key'),
    spanId: text(row, 'span'),
    timeNs: BigInt(text(row, 'time_ns')),
    service: text(row, 'service'),
    severity: Number(row.severity),
    text: lineOf(row),
  }));
}

function lineOf(row: SqlRow): string {
  const exception = [text(row, 'exception_type'), text(row, 'exception_message')].filter((part) => part !== '');
  const body = [text(row, 'message'), text(row, 'body')].filter((part) => part !== '');
  const line = body.join(' ') || exception.join(': ') || text(row, 'event_name');
  return line.slice(0, LOG_TEXT_CHARS_MAX).replace(/\s+/g, ' ').trim();
}

/** All columns of the record of that key; for `describeLog`. */
export async function readLogRow(store: TelemetryStore, scope: TraceScope, key: string): Promise<SqlRow | undefined> {
  const [row] = await askOfTrace(
    store,
    `SELECT ${WHOLE_ROW}, ${LOG_KEY} FROM events
     WHERE ${IN_TRACE} AND kind = 'log_record' AND log_key = {key:String} LIMIT 1`,
    scope,
    { key },
  );
  return row;
}

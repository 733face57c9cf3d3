import { COLUMN_NAMES } from '../model/columns.ts';
import type { SqlRow } from '../store/index.ts';
import { attributeFields, type Field, mergeFields, presentFields } from './fields.ts';
import { text } from './row-text.ts';

/** Everything that is known of one log record, its time as sent. */
export interface LogDetail {
  readonly key: string;
  /** The span it was written in; '' where it names none. */
  readonly spanId: string;
  readonly service: string;
  readonly timeNs: bigint;
  /** OTLP's severity number, 1 to 24; 0 where it was not sent. */
  readonly severity: number;
  readonly weight: number;
  readonly fields: readonly Field[];
}

export function describeLog(row: SqlRow): LogDetail {
  const fields = mergeFields(ownFields(row), attributeFields(row));
  return {
    key: text(row, 'log_key'),
    spanId: text(row, 'parent'),
    service: text(row, 'service'),
    timeNs: BigInt(text(row, 'start_ns')),
    severity: severityOf(fields),
    weight: Number(row.weight),
    fields,
  };
}

/** Under its second name where an attribute of the record has taken the first: docs/compat/otlp.md, logs. */
function severityOf(fields: readonly Field[]): number {
  const textOf = (wanted: string) => fields.find(({ name, type }) => name === wanted && type === 'int')?.text;
  return Number(textOf('log_record.severity_code') ?? textOf('severity_code') ?? 0);
}

/** The record's own columns under the names users query, absent ones left out. */
function ownFields(row: SqlRow): Field[] {
  return presentFields([
    [COLUMN_NAMES.traceId, 'string', text(row, 'trace')],
    [COLUMN_NAMES.parentId, 'string', text(row, 'parent')],
    [COLUMN_NAMES.service, 'string', text(row, 'service')],
    [COLUMN_NAMES.scopeName, 'string', text(row, 'scope_name')],
    [COLUMN_NAMES.scopeVersion, 'string', text(row, 'scope_version')],
    [COLUMN_NAMES.signal, 'string', text(row, 'signal')],
    // As husky writes it, so that a log record shows inside its trace: source husky 0.43 otlp/logs.go.
    [COLUMN_NAMES.annotationType, 'string', 'span_event'],
    [COLUMN_NAMES.sampleRate, 'float', Number(row.weight) === 1 ? '' : String(row.weight)],
  ]);
}

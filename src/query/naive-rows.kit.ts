/** What rows have, and which filters they pass: the part of `naive.kit.ts` that is about one row. */
import type { QueryFilter, QuerySpec } from '../model/query-spec.ts';
import type { PlainRow, PlainValue } from './query.kit.ts';

/** What a row has, under the names users query. */
export interface Fields {
  get(name: string): PlainValue | undefined;
  /** Whether nothing of the record goes by that name. */
  isAttribute(name: string): boolean;
}

export function fieldsOf(row: PlainRow, how: { isUsage: boolean; isWithoutSpans: boolean }): Fields {
  const { kind = 'span', trace = '', span = '', parent = '', spanKind = '', statusCode = 0 } = row;
  const isSpan = kind === 'span';
  const text = (value: string | undefined) => (value === '' ? undefined : value);
  const id = (hex: string, digits: number) => (/^0*$/.test(hex) ? undefined : hex.padStart(digits, '0'));
  const annotation = { span_event: 'span_event', span_link: 'link', log_record: trace ? 'span_event' : undefined };
  const own: Readonly<Record<string, PlainValue | undefined>> = {
    'trace.trace_id': id(trace, 32)?.replace(/^0{16}/, ''),
    'trace.span_id': id(span, 16),
    'trace.parent_id': id(parent, 16),
    'trace.trace_state': text(row.traceState),
    name: isSpan || kind === 'span_event' ? (row.name ?? '') : undefined,
    parent_name: text(row.parentName),
    'service.name': text(row.service),
    'span.kind': text(spanKind),
    type: text(spanKind),
    status_code: isSpan ? BigInt(statusCode) : undefined,
    status_message: text(row.statusMessage),
    error: statusCode === 2 ? true : undefined,
    duration_ms: row.durationMs,
    'library.name': text(row.scopeName),
    'library.version': text(row.scopeVersion),
    'meta.signal_type': row.signal ?? 'trace',
    'meta.annotation_type': (annotation as Record<string, string | undefined>)[kind],
    SampleRate: row.weight ?? 1,
    ...(how.isUsage ? { 'Sample Rate': row.weight ?? 1 } : {}),
    is_root: isSpan && parent === '',
    'meta.is_entry': isSpan && (parent === '' || spanKind === 'server' || spanKind === 'consumer'),
  };
  // A field of the record hides an attribute of its name, also where the row lacks the field.
  const isAttribute = (name: string) => !Object.hasOwn(own, name) || (how.isWithoutSpans && OF_SPANS_ONLY.has(name));
  return { isAttribute, get: (name) => (isAttribute(name) ? row.attributes?.[name] : own[name]) };
}

const OF_SPANS_ONLY = new Set([
  'name',
  'parent_name',
  'type',
  'span.kind',
  'status_code',
  'status_message',
  'error',
  'duration_ms',
]);

/** Whether the filters of a query let log records and metric points through alone. */
export function isWithoutSpans({ filters = [], filter_combination }: QuerySpec): boolean {
  const says = ({ column, op, value }: QueryFilter) =>
    column === 'meta.signal_type' &&
    (op === '=' || op === 'in') &&
    [value].flat().every((each) => each === 'log' || each === 'metric');
  return filter_combination === 'OR' ? filters.length > 0 && filters.every(says) : filters.some(says);
}

export function passes(fields: Fields, filters: readonly QueryFilter[] = [], combination = 'AND'): boolean {
  if (filters.length === 0) return true;
  return combination === 'OR'
    ? filters.some((each) => matches(each, fields))
    : filters.every((each) => matches(each, fields));
}

function matches({ column, op, value }: QueryFilter, fields: Fields): boolean {
  const has = fields.get(column);
  const values = [value ?? []].flat();
  const isAttribute = fields.isAttribute(column);
  switch (op) {
    case 'exists':
      return has !== undefined;
    case 'does-not-exist':
      return has === undefined;
    case '=':
    case 'in':
      return has !== undefined && values.some((each) => equals(has, each, { column, isAttribute }));
    case '!=':
    case 'not-in':
      return !matches({ column, op: 'in', value: values }, fields);
    case 'does-not-contain':
      return !matches({ column, op: 'contains', value: value! }, fields);
    case 'does-not-start-with':
      return !matches({ column, op: 'starts-with', value: value! }, fields);
    case 'does-not-end-with':
      return !matches({ column, op: 'ends-with', value: value! }, fields);
    case 'contains':
      return has !== undefined && textOf(has).includes(String(value));
    case 'starts-with':
      return has !== undefined && textOf(has).startsWith(String(value));
    case 'ends-with':
      return has !== undefined && endsWith(textOf(has), String(value), isAttribute);
    default:
      return has !== undefined && ordered(has, op, values[0]!);
  }
}

type Scalar = string | number | boolean;

function equals(
  has: PlainValue,
  asked: Scalar,
  { column, isAttribute }: { column: string; isAttribute: boolean },
): boolean {
  if (/^trace\.(trace|span|parent)_id$/.test(column)) {
    const text = String(asked).toLowerCase();
    return text === has || (text.length === 32 && text.replace(/^0{16}/, '') === has);
  }
  if (typeof has === 'boolean') return String(has) === String(asked) && typeof asked !== 'number';
  if (typeof has === 'string') {
    if (typeof asked === 'number') return numberOf(has) === asked;
    const isJson = isAttribute && /^(\[.*\]|\{.*\}|".*")\n?$/s.test(String(asked));
    return has === String(asked) || (isJson && has.replace(/\n$/, '') === String(asked).replace(/\n$/, ''));
  }
  if (typeof asked === 'boolean') return false;
  if (typeof has === 'bigint' && typeof asked === 'string' && /^[+-]?\d+$/.test(asked)) return BigInt(asked) === has;
  return (typeof asked === 'number' ? asked : numberOf(asked)) === Number(has);
}

function endsWith(text: string, end: string, isAttribute: boolean): boolean {
  if (!isAttribute || !/[\]}"]\n?$/.test(end)) return text.endsWith(end);
  const trimmed = end.replace(/\n$/, '');
  return text.endsWith(trimmed) || text.endsWith(`${trimmed}\n`);
}

function ordered(has: PlainValue, op: string, asked: Scalar): boolean {
  if (typeof has === 'boolean') return false;
  if (typeof has === 'string' && typeof asked === 'string')
    return orderHolds(Buffer.compare(Buffer.from(has), Buffer.from(asked)), op);
  const [left, right] = [numberOf(has, true), numberOf(asked)];
  return left !== undefined && right !== undefined && orderHolds(left - right, op);
}

export function orderHolds(difference: number, op: string): boolean {
  if (op === '<') return difference < 0;
  if (op === '<=') return difference <= 0;
  return op === '>' ? difference > 0 : difference >= 0;
}

/** Text that is a finite number counts as one; of floats the infinite ones only in comparisons. */
export function numberOf(value: PlainValue, isInfiniteTaken = false): number | undefined {
  if (typeof value === 'boolean') return undefined;
  if (typeof value === 'string' && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) return undefined;
  const number = Number(value);
  return Number.isFinite(number) || (isInfiniteTaken && typeof value === 'number') ? number : undefined;
}

export function textOf(value: PlainValue): string {
  return typeof value === 'number' && !Number.isFinite(value)
    ? String(value).toLowerCase().replace('infinity', 'inf')
    : String(value);
}

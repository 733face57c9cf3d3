import type { LogResponse } from '../../src/api/contract/index.ts';
import type { Json } from './json.ts';
import { fieldsJson } from './span-fields.ts';

export interface LogBody {
  readonly text: string;
  /** Where the text is a JSON object or array, as structured bodies are stored. */
  readonly json?: Json;
}

/** The body; under `log_record.body` where an attribute of the record is called `body`. Undefined where none was sent. */
export function logBody({ fields }: Pick<LogResponse, 'fields'>): LogBody | undefined {
  const fieldOf = (wanted: string) => fields.find(({ name }) => name === wanted);
  const body = fieldOf('log_record.body') ?? fieldOf('body');
  if (!body) return undefined;
  const json = parsed(body.text);
  return json === undefined ? { text: body.text } : { text: body.text, json };
}

/** Undefined where the text is none, or a bare scalar: a message that reads `12` is that text. */
function parsed(text: string): Json | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** A log record as one JSON object; see `spanJson`. */
export function logJson(log: LogResponse): Json {
  return {
    span_id: log.spanId,
    service: log.service,
    time_ns: log.timeNs,
    severity: log.severity,
    sample_rate: log.weight,
    fields: fieldsJson(log.fields),
  };
}

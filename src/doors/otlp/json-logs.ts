import type { JsonRecords } from './json-export.ts';
import type { JsonFields, JsonObject } from './json-fields.ts';
import type { JsonValues } from './json-values.ts';
import { emptyLogRecord, type OtlpLogRecord } from './log-messages.ts';

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
/** SEVERITY_NUMBER_UNSPECIFIED, then TRACE, TRACE2, TRACE3, TRACE4, DEBUG, ... */
const SEVERITY_NAMES = [
  'UNSPECIFIED',
  ...LEVELS.flatMap((level) => ['', '2', '3', '4'].map((step) => level + step)),
].map((name) => `SEVERITY_NUMBER_${name}`);

/** LogRecord in OTLP's JSON. */
export class JsonLogs implements JsonRecords<OtlpLogRecord> {
  readonly #fields: JsonFields;
  readonly #values: JsonValues;

  constructor(fields: JsonFields, values: JsonValues) {
    this.#fields = fields;
    this.#values = values;
  }

  empty(): OtlpLogRecord {
    return emptyLogRecord();
  }

  read(object: JsonObject, record: OtlpLogRecord): void {
    const fields = this.#fields;
    record.timeUnixNano = fields.uint64(object, 'timeUnixNano');
    record.observedTimeUnixNano = fields.uint64(object, 'observedTimeUnixNano');
    record.severityNumber = fields.enumeration(object, 'severityNumber', SEVERITY_NAMES);
    record.severityText = fields.string(object, 'severityText');
    record.body = this.#values.value(object, 'body');
    record.attributes = this.#values.attributes(object, 'attributes');
    record.droppedAttributesCount = fields.uint32(object, 'droppedAttributesCount');
    record.flags = fields.uint32(object, 'flags');
    record.traceId = fields.id(object, 'traceId');
    record.spanId = fields.id(object, 'spanId');
    record.eventName = fields.string(object, 'eventName');
  }
}

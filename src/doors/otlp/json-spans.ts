import { type DecodeBudget, ROW_UNITS } from './decode-budget.ts';
import type { JsonRecords } from './json-export.ts';
import { asObject, type JsonFields, type JsonObject } from './json-fields.ts';
import type { JsonValues } from './json-values.ts';
import { emptySpan, type OtlpEvent, type OtlpLink, type OtlpSpan } from './messages.ts';

const KIND_NAMES = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'].map(
  (name) => `SPAN_KIND_${name}`,
);
const STATUS_NAMES = ['UNSET', 'OK', 'ERROR'].map((name) => `STATUS_CODE_${name}`);

/** Span with its events, links and status in OTLP's JSON. */
export class JsonSpans implements JsonRecords<OtlpSpan> {
  readonly #fields: JsonFields;
  readonly #values: JsonValues;
  readonly #budget: DecodeBudget;

  constructor(fields: JsonFields, values: JsonValues, budget: DecodeBudget) {
    this.#fields = fields;
    this.#values = values;
    this.#budget = budget;
  }

  empty(): OtlpSpan {
    return emptySpan();
  }

  /** Ids first: whether a span has any tells a traces request from a logs request, even if the rest is damaged. */
  read(object: JsonObject, span: OtlpSpan): void {
    const fields = this.#fields;
    span.traceId = fields.id(object, 'traceId');
    span.spanId = fields.id(object, 'spanId');
    span.parentSpanId = fields.id(object, 'parentSpanId');
    span.traceState = fields.string(object, 'traceState');
    span.flags = fields.uint32(object, 'flags');
    span.name = fields.string(object, 'name');
    span.kind = fields.enumeration(object, 'kind', KIND_NAMES);
    span.startTimeUnixNano = fields.uint64(object, 'startTimeUnixNano');
    span.endTimeUnixNano = fields.uint64(object, 'endTimeUnixNano');
    span.attributes = this.#values.attributes(object, 'attributes');
    span.droppedAttributesCount = fields.uint32(object, 'droppedAttributesCount');
    span.events = fields.list(object, 'events').map((item) => this.#event(item));
    span.droppedEventsCount = fields.uint32(object, 'droppedEventsCount');
    span.links = fields.list(object, 'links').map((item) => this.#link(item));
    span.droppedLinksCount = fields.uint32(object, 'droppedLinksCount');
    const status = fields.get(object, 'status');
    if (status === undefined) return;
    const statusObject = asObject(status, 'status');
    span.statusMessage = fields.string(statusObject, 'message');
    span.statusCode = fields.enumeration(statusObject, 'code', STATUS_NAMES);
  }

  #event(item: unknown): OtlpEvent {
    this.#budget.take(ROW_UNITS);
    const object = asObject(item, 'an event');
    return {
      timeUnixNano: this.#fields.uint64(object, 'timeUnixNano'),
      name: this.#fields.string(object, 'name'),
      attributes: this.#values.attributes(object, 'attributes'),
      droppedAttributesCount: this.#fields.uint32(object, 'droppedAttributesCount'),
    };
  }

  #link(item: unknown): OtlpLink {
    this.#budget.take(ROW_UNITS);
    const object = asObject(item, 'a link');
    return {
      traceId: this.#fields.id(object, 'traceId'),
      spanId: this.#fields.id(object, 'spanId'),
      traceState: this.#fields.string(object, 'traceState'),
      attributes: this.#values.attributes(object, 'attributes'),
      droppedAttributesCount: this.#fields.uint32(object, 'droppedAttributesCount'),
      flags: this.#fields.uint32(object, 'flags'),
    };
  }
}

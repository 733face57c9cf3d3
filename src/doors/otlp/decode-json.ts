import { isUtf8 } from 'node:buffer';
import { parseJsonExact } from '../../base/exact-json.ts';
import { CombrayError } from '../../model/errors.ts';
import { type DecodeBudget, ROW_UNITS } from './decode-budget.ts';
import { asObject, JsonFields, type JsonObject, JsonShapeError } from './json-fields.ts';
import { JsonValues } from './json-values.ts';
import {
  emptyResource,
  emptyScope,
  emptySpan,
  type OtlpEntityRef,
  type OtlpEvent,
  type OtlpLink,
  type OtlpResource,
  type OtlpResourceSpans,
  type OtlpScope,
  type OtlpScopeSpans,
  type OtlpSpan,
} from './messages.ts';

/**
 * A parsed value takes 56 bytes and more. 64 MiB of real JSON (an attribute is four values in 50 bytes or more) hold
 * 5.4 M.
 */
const JSON_VALUES_MAX = 6_000_000;

const KIND_NAMES = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'].map(
  (name) => `SPAN_KIND_${name}`,
);
const STATUS_NAMES = ['UNSET', 'OK', 'ERROR'].map((name) => `STATUS_CODE_${name}`);

/**
 * ExportTraceServiceRequest in OTLP's JSON. Throws JsonShapeError where anything outside a span has a wrong shape; a
 * span of a wrong shape is marked and its neighbours go on.
 */
export class JsonTraces {
  readonly #request: JsonObject;
  readonly #fields: JsonFields;
  readonly #values: JsonValues;
  readonly #budget: DecodeBudget;

  constructor(sent: Uint8Array, depthMax: number, budget: DecodeBudget) {
    const body = withoutByteOrderMark(sent);
    const parsed = parseJsonExact(body, JSON_VALUES_MAX);
    if (!parsed.ok) {
      if (parsed.reason === 'malformed') throw new JsonShapeError('the body is not JSON');
      throw new CombrayError('body-too-large', `request holds ${parsed.detail}: send smaller batches`);
    }
    this.#request = asObject(parsed.value, 'the body');
    this.#fields = new JsonFields(!isUtf8(body));
    this.#values = new JsonValues(this.#fields, depthMax, budget);
    this.#budget = budget;
  }

  get repairedStringCount(): number {
    return this.#fields.repairedStringCount;
  }

  *resourceSpans(): Generator<OtlpResourceSpans> {
    for (const item of this.#fields.list(this.#request, 'resourceSpans')) {
      this.#budget.take(ROW_UNITS);
      const object = asObject(item, 'an entry of resourceSpans');
      yield {
        resource: this.#resource(this.#fields.get(object, 'resource')),
        schemaUrl: this.#fields.string(object, 'schemaUrl'),
        scopeSpans: this.#scopeSpansOf(object),
      };
    }
  }

  *#scopeSpansOf(resourceSpans: JsonObject): Generator<OtlpScopeSpans> {
    for (const item of this.#fields.list(resourceSpans, 'scopeSpans')) {
      this.#budget.take(ROW_UNITS);
      const object = asObject(item, 'an entry of scopeSpans');
      const spans = this.#fields.list(object, 'spans');
      yield {
        scope: this.#scope(this.#fields.get(object, 'scope')),
        schemaUrl: this.#fields.string(object, 'schemaUrl'),
        spanCount: spans.length,
        spans: this.#spansOf(spans),
      };
    }
  }

  *#spansOf(items: readonly unknown[]): Generator<OtlpSpan> {
    for (const item of items) {
      this.#budget.take(ROW_UNITS);
      const span = emptySpan();
      try {
        this.#span(asObject(item, 'a span'), span);
      } catch (error) {
        if (!(error instanceof JsonShapeError)) throw error;
        span.isMalformed = true;
      }
      span.isTooDeep = this.#values.takeTooDeep();
      yield span;
    }
  }

  #resource(value: unknown): OtlpResource {
    if (value === undefined) return emptyResource();
    const object = asObject(value, 'resource');
    return {
      attributes: this.#values.attributes(object, 'attributes'),
      droppedAttributesCount: this.#fields.uint32(object, 'droppedAttributesCount'),
      entityRefs: this.#fields.list(object, 'entityRefs').map((item) => this.#entityRef(item)),
      isTooDeep: this.#values.takeTooDeep(),
    };
  }

  #entityRef(item: unknown): OtlpEntityRef {
    const object = asObject(item, 'an entry of entityRefs');
    const texts = (name: string) => this.#fields.list(object, name).map((text) => this.#fields.text(text, name));
    return {
      schemaUrl: this.#fields.string(object, 'schemaUrl'),
      type: this.#fields.string(object, 'type'),
      idKeys: texts('idKeys'),
      descriptionKeys: texts('descriptionKeys'),
    };
  }

  #scope(value: unknown): OtlpScope {
    if (value === undefined) return emptyScope();
    const object = asObject(value, 'scope');
    return {
      name: this.#fields.string(object, 'name'),
      version: this.#fields.string(object, 'version'),
      attributes: this.#values.attributes(object, 'attributes'),
      droppedAttributesCount: this.#fields.uint32(object, 'droppedAttributesCount'),
      isTooDeep: this.#values.takeTooDeep(),
    };
  }

  /** Ids first: whether a span has any tells a traces request from a logs request, even if the rest is damaged. */
  #span(object: JsonObject, span: OtlpSpan): void {
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

/** Some .NET and PowerShell senders put one first. Source: RFC 8259, 8.1: a parser may ignore it. */
function withoutByteOrderMark(body: Uint8Array): Uint8Array {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? body.subarray(3) : body;
}

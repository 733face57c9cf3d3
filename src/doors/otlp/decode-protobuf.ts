import {
  fixed32Tag,
  fixed64Tag,
  lengthTag,
  ProtobufError,
  ProtobufReader,
  type Range,
  varintTag,
} from '../../base/protobuf-reader.ts';
import { type DecodeBudget, ROW_UNITS } from './decode-budget.ts';
import {
  emptyEntityRef,
  emptyEvent,
  emptyLink,
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
import { ProtobufValues } from './protobuf-values.ts';

/**
 * ExportTraceServiceRequest in protobuf. Each container is read twice: first what all its children share (fields come
 * in any order, and a singular message that comes twice is merged), then the children.
 * Throws ProtobufError where anything outside a span is damaged; a damaged span is marked and its neighbours go on.
 */
export class ProtobufTraces {
  readonly #reader: ProtobufReader;
  readonly #values: ProtobufValues;
  readonly #budget: DecodeBudget;

  constructor(body: Uint8Array, depthMax: number, budget: DecodeBudget) {
    this.#reader = new ProtobufReader(body);
    this.#values = new ProtobufValues(this.#reader, depthMax, budget);
    this.#budget = budget;
  }

  get repairedStringCount(): number {
    return this.#reader.repairedStringCount;
  }

  *resourceSpans(): Generator<OtlpResourceSpans> {
    const reader = this.#reader;
    const ranges: Range[] = [];
    while (reader.hasMore()) {
      if (reader.tag() === lengthTag(1)) ranges.push(this.#childRange());
      else reader.skip();
    }
    for (const range of ranges) {
      reader.seek(range);
      yield this.#resourceSpans();
    }
  }

  #childRange(): Range {
    this.#budget.take(ROW_UNITS);
    return this.#reader.range();
  }

  #resourceSpans(): OtlpResourceSpans {
    const reader = this.#reader;
    const resource = emptyResource();
    const scopeRanges: Range[] = [];
    let schemaUrl = '';
    while (reader.hasMore()) {
      switch (reader.tag()) {
        case lengthTag(1):
          this.#resource(resource);
          break;
        case lengthTag(2):
          scopeRanges.push(this.#childRange());
          break;
        case lengthTag(3):
          schemaUrl = reader.string();
          break;
        default:
          reader.skip();
      }
    }
    return { resource, schemaUrl, scopeSpans: this.#scopeSpansOf(scopeRanges) };
  }

  *#scopeSpansOf(ranges: readonly Range[]): Generator<OtlpScopeSpans> {
    for (const range of ranges) {
      this.#reader.seek(range);
      yield this.#scopeSpans();
    }
  }

  #scopeSpans(): OtlpScopeSpans {
    const reader = this.#reader;
    const scope = emptyScope();
    const spanRanges: Range[] = [];
    let schemaUrl = '';
    while (reader.hasMore()) {
      switch (reader.tag()) {
        case lengthTag(1):
          this.#scope(scope);
          break;
        case lengthTag(2):
          spanRanges.push(this.#childRange());
          break;
        case lengthTag(3):
          schemaUrl = reader.string();
          break;
        default:
          reader.skip();
      }
    }
    return { scope, schemaUrl, spans: this.#spansOf(spanRanges) };
  }

  *#spansOf(ranges: readonly Range[]): Generator<OtlpSpan> {
    for (const range of ranges) {
      this.#reader.seek(range);
      const span = emptySpan();
      try {
        this.#span(span);
      } catch (error) {
        if (!(error instanceof ProtobufError)) throw error;
        span.isMalformed = true;
      }
      span.isTooDeep = this.#values.takeTooDeep();
      yield span;
    }
  }

  #resource(resource: OtlpResource): void {
    const reader = this.#reader;
    const outerEnd = reader.enter();
    while (reader.hasMore()) {
      switch (reader.tag()) {
        case lengthTag(1):
          resource.attributes.push(this.#values.attribute());
          break;
        case varintTag(2):
          resource.droppedAttributesCount = reader.uint32();
          break;
        case lengthTag(3):
          resource.entityRefs.push(this.#entityRef());
          break;
        default:
          reader.skip();
      }
    }
    reader.leave(outerEnd);
    resource.isTooDeep = this.#values.takeTooDeep() || resource.isTooDeep;
  }

  #entityRef(): OtlpEntityRef {
    const reader = this.#reader;
    const ref = emptyEntityRef();
    const outerEnd = reader.enter();
    this.#budget.take(1);
    while (reader.hasMore()) {
      switch (reader.tag()) {
        case lengthTag(1):
          ref.schemaUrl = reader.string();
          break;
        case lengthTag(2):
          ref.type = reader.string();
          break;
        case lengthTag(3):
          this.#budget.take(1);
          ref.idKeys.push(reader.string());
          break;
        case lengthTag(4):
          this.#budget.take(1);
          ref.descriptionKeys.push(reader.string());
          break;
        default:
          reader.skip();
      }
    }
    reader.leave(outerEnd);
    return ref;
  }

  #scope(scope: OtlpScope): void {
    const reader = this.#reader;
    const outerEnd = reader.enter();
    while (reader.hasMore()) {
      switch (reader.tag()) {
        case lengthTag(1):
          scope.name = reader.string();
          break;
        case lengthTag(2):
          scope.version = reader.string();
          break;
        case lengthTag(3):
          scope.attributes.push(this.#values.attribute());
          break;
        case varintTag(4):
          scope.droppedAttributesCount = reader.uint32();
          break;
        default:
          reader.skip();
      }
    }
    reader.leave(outerEnd);
    scope.isTooDeep = this.#values.takeTooDeep() || scope.isTooDeep;
  }

  #span(span: OtlpSpan): void {
    while (this.#reader.hasMore()) this.#spanField(span, this.#reader.tag());
  }

  #spanField(span: OtlpSpan, tag: number): void {
    const reader = this.#reader;
    switch (tag) {
      case lengthTag(1):
        span.traceId = reader.bytes();
        break;
      case lengthTag(2):
        span.spanId = reader.bytes();
        break;
      case lengthTag(3):
        span.traceState = reader.string();
        break;
      case lengthTag(4):
        span.parentSpanId = reader.bytes();
        break;
      case lengthTag(5):
        span.name = reader.string();
        break;
      case varintTag(6):
        span.kind = reader.int32();
        break;
      case fixed64Tag(7):
        span.startTimeUnixNano = reader.fixed64();
        break;
      case fixed64Tag(8):
        span.endTimeUnixNano = reader.fixed64();
        break;
      case lengthTag(9):
        span.attributes.push(this.#values.attribute());
        break;
      case varintTag(10):
        span.droppedAttributesCount = reader.uint32();
        break;
      case lengthTag(11):
        span.events.push(this.#event());
        break;
      case varintTag(12):
        span.droppedEventsCount = reader.uint32();
        break;
      case lengthTag(13):
        span.links.push(this.#link());
        break;
      case varintTag(14):
        span.droppedLinksCount = reader.uint32();
        break;
      case lengthTag(15):
        this.#status(span);
        break;
      case fixed32Tag(16):
        span.flags = reader.fixed32();
        break;
      default:
        reader.skip();
    }
  }

  #event(): OtlpEvent {
    const reader = this.#reader;
    const event = emptyEvent();
    this.#budget.take(ROW_UNITS);
    const outerEnd = reader.enter();
    while (reader.hasMore()) {
      switch (reader.tag()) {
        case fixed64Tag(1):
          event.timeUnixNano = reader.fixed64();
          break;
        case lengthTag(2):
          event.name = reader.string();
          break;
        case lengthTag(3):
          event.attributes.push(this.#values.attribute());
          break;
        case varintTag(4):
          event.droppedAttributesCount = reader.uint32();
          break;
        default:
          reader.skip();
      }
    }
    reader.leave(outerEnd);
    return event;
  }

  #link(): OtlpLink {
    const reader = this.#reader;
    const link = emptyLink();
    this.#budget.take(ROW_UNITS);
    const outerEnd = reader.enter();
    while (reader.hasMore()) {
      switch (reader.tag()) {
        case lengthTag(1):
          link.traceId = reader.bytes();
          break;
        case lengthTag(2):
          link.spanId = reader.bytes();
          break;
        case lengthTag(3):
          link.traceState = reader.string();
          break;
        case lengthTag(4):
          link.attributes.push(this.#values.attribute());
          break;
        case varintTag(5):
          link.droppedAttributesCount = reader.uint32();
          break;
        case fixed32Tag(6):
          link.flags = reader.fixed32();
          break;
        default:
          reader.skip();
      }
    }
    reader.leave(outerEnd);
    return link;
  }

  #status(span: OtlpSpan): void {
    const reader = this.#reader;
    const outerEnd = reader.enter();
    while (reader.hasMore()) {
      switch (reader.tag()) {
        case lengthTag(2):
          span.statusMessage = reader.string();
          break;
        case varintTag(3):
          span.statusCode = reader.int32();
          break;
        default:
          reader.skip();
      }
    }
    reader.leave(outerEnd);
  }
}

import { lengthTag, ProtobufError, ProtobufReader, type Range, varintTag } from '../../base/protobuf-reader.ts';
import { type DecodeBudget, ROW_UNITS } from './decode-budget.ts';
import {
  emptyEntityRef,
  emptyResource,
  emptyScope,
  emptySpan,
  type OtlpEntityRef,
  type OtlpResource,
  type OtlpResourceSpans,
  type OtlpScope,
  type OtlpScopeSpans,
  type OtlpSpan,
} from './messages.ts';
import { ProtobufSpans } from './protobuf-spans.ts';
import { ProtobufValues } from './protobuf-values.ts';

/**
 * ExportTraceServiceRequest in protobuf. Each container is read twice: first what all its children share (fields come
 * in any order, and a singular message that comes twice is merged), then the children.
 * Throws ProtobufError where anything outside a span is damaged; a damaged span is marked and its neighbours go on.
 */
export class ProtobufTraces {
  readonly #reader: ProtobufReader;
  readonly #values: ProtobufValues;
  readonly #spans: ProtobufSpans;
  readonly #budget: DecodeBudget;

  constructor(body: Uint8Array, depthMax: number, budget: DecodeBudget) {
    this.#reader = new ProtobufReader(body);
    this.#values = new ProtobufValues(this.#reader, depthMax, budget);
    this.#spans = new ProtobufSpans(this.#reader, this.#values, budget);
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
    return { scope, schemaUrl, spanCount: spanRanges.length, spans: this.#spansOf(spanRanges) };
  }

  *#spansOf(ranges: readonly Range[]): Generator<OtlpSpan> {
    for (const range of ranges) {
      this.#reader.seek(range);
      const span = emptySpan();
      try {
        this.#spans.read(span);
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
}

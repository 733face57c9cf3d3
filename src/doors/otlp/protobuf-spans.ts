import { fixed32Tag, fixed64Tag, lengthTag, type ProtobufReader, varintTag } from '../../base/protobuf-reader.ts';
import { type DecodeBudget, ROW_UNITS } from './decode-budget.ts';
import { emptyEvent, emptyLink, emptySpan, type OtlpEvent, type OtlpLink, type OtlpSpan } from './messages.ts';
import type { ProtobufRecords } from './protobuf-export.ts';
import type { ProtobufValues } from './protobuf-values.ts';

/** Span with its events, links and status in protobuf. */
export class ProtobufSpans implements ProtobufRecords<OtlpSpan> {
  readonly #reader: ProtobufReader;
  readonly #values: ProtobufValues;
  readonly #budget: DecodeBudget;

  constructor(reader: ProtobufReader, values: ProtobufValues, budget: DecodeBudget) {
    this.#reader = reader;
    this.#values = values;
    this.#budget = budget;
  }

  empty(): OtlpSpan {
    return emptySpan();
  }

  read(span: OtlpSpan): void {
    while (this.#reader.hasMore()) this.#field(span, this.#reader.tag());
  }

  #field(span: OtlpSpan, tag: number): void {
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

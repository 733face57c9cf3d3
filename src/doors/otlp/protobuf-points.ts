import { fixed64Tag, lengthTag, type ProtobufReader, varintTag } from '../../base/protobuf-reader.ts';
import { BUCKET_UNITS, type DecodeBudget, EXEMPLAR_UNITS } from './decode-budget.ts';
import {
  emptyExemplar,
  type MetricKind,
  type OtlpBuckets,
  type OtlpExemplar,
  type OtlpPoint,
  type OtlpQuantileValue,
} from './metric-messages.ts';
import type { ProtobufValues } from './protobuf-values.ts';

/** The data points of all kinds of metrics in protobuf. Start and time have the same numbers in each. */
export class ProtobufPoints {
  readonly #reader: ProtobufReader;
  readonly #values: ProtobufValues;
  readonly #budget: DecodeBudget;

  constructor(reader: ProtobufReader, values: ProtobufValues, budget: DecodeBudget) {
    this.#reader = reader;
    this.#values = values;
    this.#budget = budget;
  }

  /** Fills `point` from the message the reader is narrowed to; what was read before an error stays in it. */
  read(kind: MetricKind, point: OtlpPoint): void {
    const reader = this.#reader;
    while (reader.hasMore()) {
      const tag = reader.tag();
      if (tag === fixed64Tag(2)) point.startTimeUnixNano = reader.fixed64();
      else if (tag === fixed64Tag(3)) point.timeUnixNano = reader.fixed64();
      else if (!this.#field(kind, point, tag)) reader.skip();
    }
  }

  /** Whether the field is known, and read. */
  #field(kind: MetricKind, point: OtlpPoint, tag: number): boolean {
    switch (kind) {
      case 'gauge':
      case 'sum':
        return this.#number(point, tag);
      case 'histogram':
        return this.#histogram(point, tag);
      case 'exponentialHistogram':
        return this.#exponentialHistogram(point, tag);
      case 'summary':
        return this.#summary(point, tag);
    }
  }

  #number(point: OtlpPoint, tag: number): boolean {
    const reader = this.#reader;
    switch (tag) {
      case fixed64Tag(4):
        point.value = reader.double();
        return true;
      case lengthTag(5):
        point.exemplars.push(this.#exemplar());
        return true;
      case fixed64Tag(6):
        point.value = reader.sfixed64();
        return true;
      case lengthTag(7):
        point.attributes.push(this.#values.attribute());
        return true;
      case varintTag(8):
        point.flags = reader.uint32();
        return true;
      default:
        return false;
    }
  }

  #histogram(point: OtlpPoint, tag: number): boolean {
    const reader = this.#reader;
    switch (tag) {
      case fixed64Tag(4):
        point.count = reader.fixed64();
        return true;
      case fixed64Tag(5):
        point.sum = reader.double();
        return true;
      case lengthTag(6):
        this.#packed(() => point.bucketCounts.push(reader.fixed64()));
        return true;
      case fixed64Tag(6):
        this.#budget.take(BUCKET_UNITS);
        point.bucketCounts.push(reader.fixed64());
        return true;
      case lengthTag(7):
        this.#packed(() => point.explicitBounds.push(reader.double()));
        return true;
      case fixed64Tag(7):
        this.#budget.take(BUCKET_UNITS);
        point.explicitBounds.push(reader.double());
        return true;
      case lengthTag(8):
        point.exemplars.push(this.#exemplar());
        return true;
      case lengthTag(9):
        point.attributes.push(this.#values.attribute());
        return true;
      case varintTag(10):
        point.flags = reader.uint32();
        return true;
      case fixed64Tag(11):
        point.min = reader.double();
        return true;
      case fixed64Tag(12):
        point.max = reader.double();
        return true;
      default:
        return false;
    }
  }

  #exponentialHistogram(point: OtlpPoint, tag: number): boolean {
    const reader = this.#reader;
    switch (tag) {
      case lengthTag(1):
        point.attributes.push(this.#values.attribute());
        return true;
      case fixed64Tag(4):
        point.count = reader.fixed64();
        return true;
      case fixed64Tag(5):
        point.sum = reader.double();
        return true;
      case varintTag(6):
        point.scale = reader.sint32();
        return true;
      case fixed64Tag(7):
        point.zeroCount = reader.fixed64();
        return true;
      case lengthTag(8):
        point.positive = this.#buckets(point.positive);
        return true;
      case lengthTag(9):
        point.negative = this.#buckets(point.negative);
        return true;
      case varintTag(10):
        point.flags = reader.uint32();
        return true;
      case lengthTag(11):
        point.exemplars.push(this.#exemplar());
        return true;
      case fixed64Tag(12):
        point.min = reader.double();
        return true;
      case fixed64Tag(13):
        point.max = reader.double();
        return true;
      case fixed64Tag(14):
        point.zeroThreshold = reader.double();
        return true;
      default:
        return false;
    }
  }

  #summary(point: OtlpPoint, tag: number): boolean {
    const reader = this.#reader;
    switch (tag) {
      case fixed64Tag(4):
        point.count = reader.fixed64();
        return true;
      case fixed64Tag(5):
        point.sum = reader.double();
        return true;
      case lengthTag(6):
        point.quantileValues.push(this.#quantileValue());
        return true;
      case lengthTag(7):
        point.attributes.push(this.#values.attribute());
        return true;
      case varintTag(8):
        point.flags = reader.uint32();
        return true;
      default:
        return false;
    }
  }

  /** `earlier`: a message that comes twice is merged. */
  #buckets(earlier: OtlpBuckets | undefined): OtlpBuckets {
    const reader = this.#reader;
    const buckets = earlier ?? { offset: 0, bucketCounts: [] };
    const outerEnd = reader.enter();
    while (reader.hasMore()) {
      switch (reader.tag()) {
        case varintTag(1):
          buckets.offset = reader.sint32();
          break;
        case lengthTag(2):
          this.#packed(() => buckets.bucketCounts.push(reader.uint64()));
          break;
        case varintTag(2):
          this.#budget.take(BUCKET_UNITS);
          buckets.bucketCounts.push(reader.uint64());
          break;
        default:
          reader.skip();
      }
    }
    reader.leave(outerEnd);
    return buckets;
  }

  #quantileValue(): OtlpQuantileValue {
    const reader = this.#reader;
    const quantileValue: OtlpQuantileValue = { quantile: 0, value: 0 };
    this.#budget.take(BUCKET_UNITS);
    const outerEnd = reader.enter();
    while (reader.hasMore()) {
      switch (reader.tag()) {
        case fixed64Tag(1):
          quantileValue.quantile = reader.double();
          break;
        case fixed64Tag(2):
          quantileValue.value = reader.double();
          break;
        default:
          reader.skip();
      }
    }
    reader.leave(outerEnd);
    return quantileValue;
  }

  #exemplar(): OtlpExemplar {
    const reader = this.#reader;
    const exemplar = emptyExemplar();
    this.#budget.take(EXEMPLAR_UNITS);
    const outerEnd = reader.enter();
    while (reader.hasMore()) {
      switch (reader.tag()) {
        case fixed64Tag(2):
          exemplar.timeUnixNano = reader.fixed64();
          break;
        case fixed64Tag(3):
          exemplar.value = reader.double();
          break;
        case lengthTag(4):
          exemplar.spanId = reader.bytes();
          break;
        case lengthTag(5):
          exemplar.traceId = reader.bytes();
          break;
        case fixed64Tag(6):
          exemplar.value = reader.sfixed64();
          break;
        case lengthTag(7):
          exemplar.filteredAttributes.push(this.#values.attribute());
          break;
        default:
          reader.skip();
      }
    }
    reader.leave(outerEnd);
    return exemplar;
  }

  #packed(readOne: () => void): void {
    const outerEnd = this.#reader.enter();
    while (this.#reader.hasMore()) {
      this.#budget.take(BUCKET_UNITS);
      readOne();
    }
    this.#reader.leave(outerEnd);
  }
}

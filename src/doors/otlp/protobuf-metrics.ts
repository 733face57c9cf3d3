import {
  fieldOf,
  lengthTag,
  ProtobufError,
  type ProtobufReader,
  type Range,
  varintTag,
} from '../../base/protobuf-reader.ts';
import { type DecodeBudget, ROW_UNITS } from './decode-budget.ts';
import { emptyMetric, emptyPoint, type MetricKind, type OtlpMetric } from './metric-messages.ts';
import type { ProtobufRecords } from './protobuf-export.ts';
import { ProtobufPoints } from './protobuf-points.ts';
import type { ProtobufValues } from './protobuf-values.ts';

const LAST_FIELD = 12;

/**
 * Metric in protobuf: first what all its points share, then the points, so that a damaged one does not take its
 * neighbours with it.
 */
export class ProtobufMetrics implements ProtobufRecords<OtlpMetric> {
  readonly #reader: ProtobufReader;
  readonly #values: ProtobufValues;
  readonly #budget: DecodeBudget;
  readonly #points: ProtobufPoints;

  constructor(reader: ProtobufReader, values: ProtobufValues, budget: DecodeBudget) {
    this.#reader = reader;
    this.#values = values;
    this.#budget = budget;
    this.#points = new ProtobufPoints(reader, values, budget);
  }

  empty(): OtlpMetric {
    return emptyMetric();
  }

  read(metric: OtlpMetric): void {
    const ranges: Range[] = [];
    try {
      while (this.#reader.hasMore()) this.#field(metric, ranges, this.#reader.tag());
    } catch (error) {
      // A span's name, read as a gauge, ends here.
      metric.isForeign = true;
      throw error;
    }
    metric.isTooDeep = this.#values.takeTooDeep();
    if (metric.kind !== undefined) for (const range of ranges) this.#point(metric, metric.kind, range);
  }

  #field(metric: OtlpMetric, ranges: Range[], tag: number): void {
    const reader = this.#reader;
    switch (tag) {
      case lengthTag(1):
        metric.name = reader.string();
        break;
      case lengthTag(2):
        metric.description = reader.string();
        break;
      case lengthTag(3):
        metric.unit = reader.string();
        break;
      case lengthTag(5):
        this.#data(metric, 'gauge', ranges);
        break;
      case lengthTag(7):
        this.#data(metric, 'sum', ranges);
        break;
      case lengthTag(9):
        this.#data(metric, 'histogram', ranges);
        break;
      case lengthTag(10):
        this.#data(metric, 'exponentialHistogram', ranges);
        break;
      case lengthTag(11):
        this.#data(metric, 'summary', ranges);
        break;
      case lengthTag(12):
        metric.metadata.push(this.#values.attribute());
        break;
      default:
        metric.isForeign ||= fieldOf(tag) <= LAST_FIELD;
        reader.skip();
    }
  }

  /** Gauge, Sum, both histograms and Summary: the fields they share have the same numbers. */
  #data(metric: OtlpMetric, kind: MetricKind, ranges: Range[]): void {
    const reader = this.#reader;
    if (metric.kind !== kind) {
      // Of a oneof the last member that was sent wins.
      metric.kind = kind;
      metric.aggregationTemporality = 0;
      metric.isMonotonic = false;
      ranges.length = 0;
    }
    const outerEnd = reader.enter();
    while (reader.hasMore()) {
      switch (reader.tag()) {
        case lengthTag(1):
          this.#budget.take(ROW_UNITS);
          ranges.push(reader.range());
          break;
        case varintTag(2):
          metric.aggregationTemporality = reader.int32();
          break;
        case varintTag(3):
          metric.isMonotonic = reader.bool();
          break;
        default:
          reader.skip();
      }
    }
    reader.leave(outerEnd);
  }

  #point(metric: OtlpMetric, kind: MetricKind, range: Range): void {
    const point = emptyPoint();
    metric.points.push(point);
    this.#reader.seek(range);
    try {
      this.#points.read(kind, point);
    } catch (error) {
      if (!(error instanceof ProtobufError)) throw error;
      point.isMalformed = true;
    }
    point.isTooDeep = this.#values.takeTooDeep();
  }
}

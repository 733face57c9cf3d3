import { BUCKET_UNITS, type DecodeBudget, EXEMPLAR_UNITS, ROW_UNITS } from './decode-budget.ts';
import type { JsonRecords } from './json-export.ts';
import { asObject, type JsonFields, type JsonObject, JsonShapeError } from './json-fields.ts';
import type { JsonValues } from './json-values.ts';
import {
  emptyMetric,
  emptyPoint,
  type MetricKind,
  type OtlpBuckets,
  type OtlpExemplar,
  type OtlpMetric,
  type OtlpPoint,
  type OtlpQuantileValue,
} from './metric-messages.ts';

const KINDS: readonly MetricKind[] = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'];
const TEMPORALITY_NAMES = ['UNSPECIFIED', 'DELTA', 'CUMULATIVE'].map((name) => `AGGREGATION_TEMPORALITY_${name}`);

/** Metric in OTLP's JSON. A point of a wrong shape is marked and its neighbours go on. */
export class JsonMetrics implements JsonRecords<OtlpMetric> {
  readonly #fields: JsonFields;
  readonly #values: JsonValues;
  readonly #budget: DecodeBudget;

  constructor(fields: JsonFields, values: JsonValues, budget: DecodeBudget) {
    this.#fields = fields;
    this.#values = values;
    this.#budget = budget;
  }

  empty(): OtlpMetric {
    return emptyMetric();
  }

  read(object: JsonObject, metric: OtlpMetric): void {
    const fields = this.#fields;
    metric.name = fields.string(object, 'name');
    metric.description = fields.string(object, 'description');
    metric.unit = fields.string(object, 'unit');
    metric.metadata = this.#values.attributes(object, 'metadata');
    metric.isTooDeep = this.#values.takeTooDeep();
    metric.kind = KINDS.find((kind) => fields.get(object, kind) !== undefined);
    if (metric.kind === undefined) return;
    const data = asObject(fields.get(object, metric.kind), metric.kind);
    metric.aggregationTemporality = fields.enumeration(data, 'aggregationTemporality', TEMPORALITY_NAMES);
    const isMonotonic = fields.get(data, 'isMonotonic');
    metric.isMonotonic = isMonotonic !== undefined && fields.bool(isMonotonic, 'isMonotonic');
    for (const item of fields.list(data, 'dataPoints')) metric.points.push(this.#point(item));
  }

  #point(item: unknown): OtlpPoint {
    const point = emptyPoint();
    this.#budget.take(ROW_UNITS);
    try {
      this.#read(asObject(item, 'a data point'), point);
    } catch (error) {
      if (!(error instanceof JsonShapeError)) throw error;
      point.isMalformed = true;
    }
    point.isTooDeep = this.#values.takeTooDeep();
    return point;
  }

  /** Points of all kinds: what a kind does not have is not sent. */
  #read(object: JsonObject, point: OtlpPoint): void {
    const fields = this.#fields;
    point.startTimeUnixNano = fields.uint64(object, 'startTimeUnixNano');
    point.timeUnixNano = fields.uint64(object, 'timeUnixNano');
    point.attributes = this.#values.attributes(object, 'attributes');
    point.flags = fields.uint32(object, 'flags');
    point.exemplars = fields.list(object, 'exemplars').map((item) => this.#exemplar(item));
    point.value = this.#number(object);
    point.count = fields.uint64(object, 'count');
    point.sum = this.#double(object, 'sum');
    point.min = this.#double(object, 'min');
    point.max = this.#double(object, 'max');
    point.bucketCounts = this.#counts(object);
    point.explicitBounds = this.#list(object, 'explicitBounds', (item) => fields.double(item, 'a bound'));
    point.scale = fields.int32(object, 'scale');
    point.zeroCount = fields.uint64(object, 'zeroCount');
    point.zeroThreshold = this.#double(object, 'zeroThreshold') ?? 0;
    point.positive = this.#buckets(object, 'positive');
    point.negative = this.#buckets(object, 'negative');
    point.quantileValues = this.#list(object, 'quantileValues', (item) => this.#quantileValue(item));
  }

  #number(object: JsonObject): bigint | number | undefined {
    const asInt = this.#fields.get(object, 'asInt');
    return asInt === undefined ? this.#double(object, 'asDouble') : this.#fields.int64(asInt, 'asInt');
  }

  #double(object: JsonObject, name: string): number | undefined {
    const value = this.#fields.get(object, name);
    return value === undefined ? undefined : this.#fields.double(value, name);
  }

  #counts(object: JsonObject): bigint[] {
    return this.#list(object, 'bucketCounts', (item) => this.#fields.uint64Of(item, 'a bucket count'));
  }

  #buckets(object: JsonObject, name: string): OtlpBuckets | undefined {
    const value = this.#fields.get(object, name);
    if (value === undefined) return undefined;
    const buckets = asObject(value, name);
    return { offset: this.#fields.int32(buckets, 'offset'), bucketCounts: this.#counts(buckets) };
  }

  #quantileValue(item: unknown): OtlpQuantileValue {
    const object = asObject(item, 'a quantile value');
    return { quantile: this.#double(object, 'quantile') ?? 0, value: this.#double(object, 'value') ?? 0 };
  }

  #exemplar(item: unknown): OtlpExemplar {
    this.#budget.take(EXEMPLAR_UNITS);
    const object = asObject(item, 'an exemplar');
    return {
      filteredAttributes: this.#values.attributes(object, 'filteredAttributes'),
      timeUnixNano: this.#fields.uint64(object, 'timeUnixNano'),
      value: this.#number(object),
      spanId: this.#fields.id(object, 'spanId'),
      traceId: this.#fields.id(object, 'traceId'),
    };
  }

  #list<T>(object: JsonObject, name: string, read: (item: unknown) => T): T[] {
    const list = this.#fields.list(object, name);
    this.#budget.take(list.length * BUCKET_UNITS);
    return list.map(read);
  }
}

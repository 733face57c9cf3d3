import { hexFromBytes } from '../../base/hex.ts';
import { cutUtf8 } from '../../base/text.ts';
import type { RecordLimits } from '../../model/limits.ts';
import type { OtlpAttribute } from './messages.ts';
import type { MetricKind, OtlpBuckets, OtlpExemplar, OtlpMetric, OtlpPoint } from './metric-messages.ts';
import { anyValueJson, doubleJson } from './value-text.ts';

/** A metric's JSON up to its points. */
export interface MetricHead {
  readonly kind: MetricKind;
  readonly text: string;
}

/**
 * Metrics in OTLP's JSON, with one data point each: what a row keeps beside the numbers, so that the point can be given
 * back as it was sent. Fields that have their default are left out, as proto3 JSON does.
 */
export class MetricJson {
  #isCut = false;
  readonly #limits: RecordLimits;

  constructor(limits: RecordLimits) {
    this.#limits = limits;
  }

  /** Whether something since the last call was too long, and was cut. */
  takeCut(): boolean {
    const was = this.#isCut;
    this.#isCut = false;
    return was;
  }

  head(metric: OtlpMetric, kind: MetricKind): MetricHead {
    const fields = [`"name":${this.#string(metric.name)}`];
    if (metric.description !== '') fields.push(`"description":${this.#string(metric.description)}`);
    if (metric.unit !== '') fields.push(`"unit":${this.#string(metric.unit)}`);
    if (metric.metadata.length > 0) fields.push(`"metadata":${this.#attributes(metric.metadata)}`);
    const data: string[] = [];
    if (metric.aggregationTemporality !== 0) data.push(`"aggregationTemporality":${metric.aggregationTemporality}`);
    if (metric.isMonotonic) data.push('"isMonotonic":true');
    data.push('"dataPoints":[');
    return { kind, text: `{${fields.join(',')},"${kind}":{${data.join(',')}` };
  }

  /** The whole metric with `point` as its only point, which shows `attributes` instead of its own. */
  metric({ kind, text }: MetricHead, point: OtlpPoint, attributes: readonly OtlpAttribute[]): string {
    return `${text}${this.#point(kind, point, attributes)}]}}`;
  }

  #point(kind: MetricKind, point: OtlpPoint, attributes: readonly OtlpAttribute[]): string {
    const fields: string[] = [];
    if (attributes.length > 0) fields.push(`"attributes":${this.#attributes(attributes)}`);
    if (point.startTimeUnixNano !== 0n) fields.push(`"startTimeUnixNano":"${point.startTimeUnixNano}"`);
    if (point.timeUnixNano !== 0n) fields.push(`"timeUnixNano":"${point.timeUnixNano}"`);
    fields.push(...dataFields(kind, point));
    if (point.exemplars.length > 0) {
      fields.push(`"exemplars":[${point.exemplars.map((exemplar) => this.#exemplar(exemplar)).join(',')}]`);
    }
    if (point.flags !== 0) fields.push(`"flags":${point.flags}`);
    return `{${fields.join(',')}}`;
  }

  #exemplar(exemplar: OtlpExemplar): string {
    const fields: string[] = [];
    if (exemplar.filteredAttributes.length > 0) {
      fields.push(`"filteredAttributes":${this.#attributes(exemplar.filteredAttributes)}`);
    }
    if (exemplar.timeUnixNano !== 0n) fields.push(`"timeUnixNano":"${exemplar.timeUnixNano}"`);
    fields.push(...valueFields(exemplar.value));
    if (exemplar.spanId.length > 0) fields.push(`"spanId":"${hexFromBytes(exemplar.spanId)}"`);
    if (exemplar.traceId.length > 0) fields.push(`"traceId":"${hexFromBytes(exemplar.traceId)}"`);
    return `{${fields.join(',')}}`;
  }

  #attributes(attributes: readonly OtlpAttribute[]): string {
    const cutter = { text: (text: string) => this.#cut(text), bytes: (bytes: Uint8Array) => this.#cutBytes(bytes) };
    const items = attributes.map(
      ({ key, value }) => `{"key":${this.#string(key)},"value":${anyValueJson(value, cutter)}}`,
    );
    return `[${items.join(',')}]`;
  }

  #string(text: string): string {
    return JSON.stringify(this.#cut(text));
  }

  #cut(text: string): string {
    const cut = cutUtf8(text, this.#limits.valueBytesMax);
    if (cut !== text) this.#isCut = true;
    return cut;
  }

  #cutBytes(bytes: Uint8Array): Uint8Array {
    if (bytes.length > this.#limits.valueBytesMax) this.#isCut = true;
    return bytes.subarray(0, this.#limits.valueBytesMax);
  }
}

function dataFields(kind: MetricKind, point: OtlpPoint): string[] {
  switch (kind) {
    case 'gauge':
    case 'sum':
      return valueFields(point.value);
    case 'histogram':
      return [
        ...aggregateFields(point),
        ...countsFields(point.bucketCounts),
        ...(point.explicitBounds.length > 0
          ? [`"explicitBounds":[${point.explicitBounds.map(doubleJson).join(',')}]`]
          : []),
      ];
    case 'exponentialHistogram':
      return [
        ...aggregateFields(point),
        ...(point.scale === 0 ? [] : [`"scale":${point.scale}`]),
        ...(point.zeroCount === 0n ? [] : [`"zeroCount":"${point.zeroCount}"`]),
        ...bucketsFields('positive', point.positive),
        ...bucketsFields('negative', point.negative),
        ...(Object.is(point.zeroThreshold, 0) ? [] : [`"zeroThreshold":${doubleJson(point.zeroThreshold)}`]),
      ];
    case 'summary':
      return [
        ...aggregateFields({ count: point.count, sum: point.sum ?? 0, min: undefined, max: undefined }),
        `"quantileValues":[${point.quantileValues
          .map(({ quantile, value }) => `{"quantile":${doubleJson(quantile)},"value":${doubleJson(value)}}`)
          .join(',')}]`,
      ];
  }
}

function valueFields(value: bigint | number | undefined): string[] {
  if (value === undefined) return [];
  return [typeof value === 'bigint' ? `"asInt":"${value}"` : `"asDouble":${doubleJson(value)}`];
}

type Aggregates = Pick<OtlpPoint, 'count' | 'sum' | 'min' | 'max'>;

function aggregateFields({ count, sum, min, max }: Aggregates): string[] {
  const fields = [`"count":"${count}"`];
  if (sum !== undefined) fields.push(`"sum":${doubleJson(sum)}`);
  if (min !== undefined) fields.push(`"min":${doubleJson(min)}`);
  if (max !== undefined) fields.push(`"max":${doubleJson(max)}`);
  return fields;
}

function bucketsFields(name: string, buckets: OtlpBuckets | undefined): string[] {
  if (buckets === undefined) return [];
  const offset = buckets.offset === 0 ? [] : [`"offset":${buckets.offset}`];
  return [`"${name}":{${[...offset, ...countsFields(buckets.bucketCounts)].join(',')}}`];
}

function countsFields(counts: readonly bigint[]): string[] {
  return counts.length === 0 ? [] : [`"bucketCounts":[${counts.map((count) => `"${count}"`).join(',')}]`];
}

import { cutUtf8 } from '../../base/text.ts';
import { NS_PER_SECOND } from '../../base/time.ts';
import { ATTRIBUTE_JSON, type EventAttribute } from '../../model/event-batch.ts';
import type { RejectionReason } from '../../model/rejections.ts';
import { type AttributeList, listAttributes } from './attribute-list.ts';
import { ROW_UNITS } from './decode-budget.ts';
import type { Inherited } from './inherited.ts';
import type { OtlpAttribute } from './messages.ts';
import { pointColumns } from './metric-columns.ts';
import { type MetricHead, MetricJson } from './metric-json.ts';
import type { OtlpMetric, OtlpPoint } from './metric-messages.ts';
import type { RecordRows, RowParts } from './record-rows.ts';
import { METRIC_COLUMNS } from './row-columns.ts';
import { SetIdentity } from './set-identity.ts';
import { clampTime, isOutOfRange } from './span-times.ts';

/** A data point that waits in its row. */
interface PendingPoint {
  /** The metric's name, cut to the limit. */
  readonly name: string;
  readonly head: MetricHead;
  readonly point: OtlpPoint;
  readonly columns: readonly EventAttribute[];
  /** Those of the metric and of its columns: the row's other metrics cannot have them. */
  readonly names: ReadonlySet<string>;
  readonly isCut: boolean;
}

interface PendingRow {
  readonly timeNs: bigint;
  readonly isOutOfRange: boolean;
  readonly inherited: Inherited;
  readonly attributes: readonly OtlpAttribute[];
  readonly own: AttributeList;
  readonly points: PendingPoint[];
  /** Names of all its points. */
  readonly taken: Set<string>;
}

/**
 * Turns data points into rows: points of one request that share second, resource, scope and attributes stand in one row,
 * each metric a column (a histogram several) and, beside it, the whole metric with that point in OTLP's JSON. A point
 * whose columns a row already has begins the next one.
 * Source: Honeycomb's documentation of metrics (2021), "event-based"; names and differences in docs/compat/otlp.md.
 */
export class MetricRows implements RecordRows<OtlpMetric> {
  readonly #parts: RowParts;
  readonly #json: MetricJson;
  readonly #identity = new SetIdentity();
  readonly #rows: PendingRow[] = [];
  /** The newest row of each second, scope and set of attributes. */
  readonly #openRows = new Map<string, PendingRow>();

  constructor(parts: RowParts) {
    this.#parts = parts;
    this.#json = new MetricJson(parts.limits);
  }

  write(metric: OtlpMetric, inherited: Inherited): void {
    const { tally, limits } = this.#parts;
    tally.hasOwn ||= !metric.isForeign;
    const { kind } = metric;
    if (metric.isMalformed || kind === undefined) {
      const isLost = metric.isMalformed || metric.isForeign;
      const lostCount = isLost ? Math.max(metric.points.length, 1) : 0;
      for (let count = 0; count < lostCount; count++) tally.add('record-malformed');
      return;
    }
    const name = cutUtf8(metric.name, limits.keyBytesMax);
    const head = this.#json.head(metric, kind);
    const isCut = this.#json.takeCut() || name !== metric.name;
    for (const point of metric.points) {
      const columns = pointColumns(name, kind, point);
      const names = new Set([name, ...columns.map(({ key }) => key)]);
      const pending = { name, head, point, columns, names, isCut };
      tally.add(reasonAgainst(metric, point, inherited) ?? this.#place(pending, inherited));
    }
  }

  finish(): void {
    for (const row of this.#rows) this.#write(row);
  }

  #place(pending: PendingPoint, inherited: Inherited): RejectionReason | undefined {
    const { limits, budget } = this.#parts;
    const { point, columns, names } = pending;
    const second = clampTime(point.timeUnixNano) / NS_PER_SECOND;
    const key = `${second} ${this.#identity.ofInherited(inherited)} ${this.#identity.ofAttributes(point.attributes)}`;
    let row = this.#openRows.get(key);
    if (row === undefined || !hasRoom(row, pending, limits.attributesMax)) {
      const own = row?.own ?? listAttributes(point.attributes, limits, 'attribute');
      if (own.count + inherited.attributeCount > limits.attributesMax) return 'attributes-too-many';
      // Beside the point, which was counted when it was read.
      budget.take(ROW_UNITS + own.entries.length + inherited.entries.length);
      row = {
        timeNs: second * NS_PER_SECOND,
        isOutOfRange: isOutOfRange(point.timeUnixNano, this.#parts.timeRange),
        inherited,
        attributes: point.attributes,
        own,
        points: [],
        taken: new Set(),
      };
      this.#rows.push(row);
      this.#openRows.set(key, row);
    }
    budget.take(columns.length);
    row.points.push(pending);
    for (const name of names) row.taken.add(name);
    return undefined;
  }

  #write(row: PendingRow): void {
    const { attributes, builder } = this.#parts;
    const { inherited, own, taken } = row;
    attributes.begin();
    const cut = this.#writePoints(row);
    for (const name of taken) attributes.claim(name);
    const notTaken = (entries: readonly EventAttribute[]) => entries.filter(({ key }) => !taken.has(key));
    attributes.addAll(notTaken(own.entries));
    if (row.isOutOfRange) attributes.flagTime();
    attributes.cutNames(own, inherited, cut);
    for (const column of METRIC_COLUMNS) attributes.claim(column);
    attributes.claimScope(inherited);
    attributes.addAll(notTaken(inherited.entries));
    builder.endRow({
      timeNs: row.timeNs,
      signal: 'metric',
      kind: 'metric_point',
      dataset: inherited.dataset,
      service: inherited.service,
      scopeName: inherited.scopeName,
      scopeVersion: inherited.scopeVersion,
    });
  }

  /** Columns and JSON of each point; returns the names of the metrics of which something was cut. */
  #writePoints({ points, taken, attributes: sent }: PendingRow): string[] {
    const { attributes, budget, limits } = this.#parts;
    // A metric wins its names; the attributes it hides stand in its JSON, and in that of the row's other metrics.
    const hidden = sent.filter(({ key }) => taken.has(cutUtf8(key, limits.keyBytesMax)));
    const cut: string[] = [];
    for (const { name, head, point, columns, isCut } of points) {
      const json = this.#json.metric(head, point, hidden);
      if (this.#json.takeCut() || isCut) cut.push(name);
      budget.takeText(json);
      attributes.add(name, ATTRIBUTE_JSON, json);
      attributes.addAll(columns);
    }
    return cut;
  }
}

function hasRoom({ taken, own, inherited }: PendingRow, { names }: PendingPoint, attributesMax: number): boolean {
  for (const name of names) if (taken.has(name)) return false;
  return own.count + inherited.attributeCount + taken.size + names.size <= attributesMax;
}

function reasonAgainst(metric: OtlpMetric, point: OtlpPoint, inherited: Inherited): RejectionReason | undefined {
  if (point.isMalformed) return 'record-malformed';
  return metric.isTooDeep || point.isTooDeep || inherited.isTooDeep ? 'value-too-deep' : undefined;
}

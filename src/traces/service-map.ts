import type { CountedSource } from '../model/counted-source.ts';
import type { EnvironmentId, TraceId } from '../model/ids.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import type { SqlRow, SqlValue, TelemetryStore } from '../store/index.ts';
import { text } from './row-text.ts';
import {
  callsSql,
  doubledServicesSql,
  handOversSql,
  hasLinksSql,
  linksSql,
  NOT_COUNTED,
  nodesSql,
  type ServiceNaming,
  SPANS_OF_RANGE,
  THESE_TRACES,
  TRACES_OF_RANGE,
} from './service-map-repo.ts';

/** Requests, weighted: each stored one counts for as many as it stands for. */
export interface RequestStatistics {
  ok: number;
  /** Of the client, throttled ones left out. */
  error: number;
  throttle: number;
  fault: number;
  totalSeconds: number;
  /** Seconds, rounded to milliseconds, and how many took so long; ascending. */
  histogram: { seconds: number; count: number }[];
  /** Epoch ns of the first start and the last end. */
  firstNs: bigint;
  lastNs: bigint;
}

export interface MapNode {
  /** Unique in a map, stable from one to the next. */
  readonly id: string;
  readonly name: string;
  /** `AWS::EC2::Instance`, `Database::SQL`, `remote`; '' for a plain service. Source: X-Ray's service types. */
  readonly type: string;
  /** Whether it sent nothing itself and is known by its callers alone. */
  readonly isInferred: boolean;
  readonly statistics: RequestStatistics;
  /** Of the requests with which traces began here; undefined where none did. */
  readonly roots: RequestStatistics | undefined;
}

export interface MapEdge {
  readonly sourceId: string;
  readonly targetId: string;
  /** As the caller saw them. */
  readonly statistics: RequestStatistics;
}

/** Work that another service handed on and did not wait for, as spans say that link to others. */
export interface MapLink {
  readonly sourceId: string;
  readonly targetId: string;
  /** Of the spans that link; the histogram is of the seconds between the end of the one and the start of the other. */
  readonly statistics: RequestStatistics;
}

export interface ServiceMap {
  /** By name, then type. */
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
  /** Empty unless asked for. */
  readonly links: readonly MapLink[];
  /** Services that send both OpenTelemetry and X-Ray, of which one source counts. By name. */
  readonly doubledServices: readonly string[];
}

export interface ServiceMapFilter {
  /** Epoch ns, both inclusive: of the starts of spans, or of traces. */
  readonly fromNs: bigint;
  readonly toNs: bigint;
  /** `traces`: those that began in the range, whole, wherever their spans lie. `spans` by default. */
  readonly takes?: 'spans' | 'traces';
  /** Only these traces. */
  readonly traceIds?: readonly TraceId[];
  /** Of a service that sends both OpenTelemetry and X-Ray, which counts; OpenTelemetry by default. */
  readonly counted?: CountedSource;
  /** By whose words services are named; OpenTelemetry's by default. */
  readonly naming?: ServiceNaming;
  /** Whether span links are looked for; not by default. */
  readonly takesLinks?: boolean;
}

/** Who called whom in a time range, from spans of any source, exact and weighted. */
export async function readServiceMap(
  store: TelemetryStore,
  environment: EnvironmentId,
  filter: ServiceMapFilter,
  signal?: AbortSignal,
): Promise<ServiceMap> {
  const { sql: rows, params } = scopeOf(environment, filter);
  const ask = (sql: string, more: Record<string, SqlValue> = {}) =>
    store.query(
      { sql, params: { ...params, ...more } },
      signal ? { ...INTERACTIVE_BUDGET, signal } : INTERACTIVE_BUDGET,
    );
  const doubled = (await ask(doubledServicesSql(rows))).map((row) => text(row, 'service'));
  const isXrayLeftOut = filter.counted !== 'xray';
  const naming = filter.naming ?? 'opentelemetry';
  const scope = doubled.length === 0 ? rows : `${rows} AND NOT (${NOT_COUNTED})`;
  const more = doubled.length === 0 ? {} : { doubled, isXrayLeftOut };
  const [nodes, calls, handOvers] = await Promise.all(
    [nodesSql, callsSql, handOversSql].map((sql) => ask(sql(scope, naming), more)),
  );
  const hasLinks = filter.takesLinks === true && (await ask(hasLinksSql(scope), more)).length > 0;
  const links = hasLinks ? await ask(linksSql(scope, naming), more) : [];
  const draft = new MapDraft();
  for (const row of nodes ?? []) draft.addEntry(row);
  for (const row of calls ?? []) draft.addCall(row);
  for (const row of handOvers ?? []) draft.addHandOver(row);
  for (const row of links) draft.addLink(row);
  return { ...draft.build(), doubledServices: doubled.sort() };
}

/** Services of which spans of the range come from OpenTelemetry and from X-Ray: rates count the former. */
export async function readDoubledServices(
  store: TelemetryStore,
  environment: EnvironmentId,
  filter: Pick<ServiceMapFilter, 'fromNs' | 'toNs'>,
): Promise<string[]> {
  const { sql, params } = scopeOf(environment, filter);
  const rows = await store.query({ sql: doubledServicesSql(sql), params }, INTERACTIVE_BUDGET);
  return rows.map((row) => text(row, 'service')).sort();
}

function scopeOf(environment: EnvironmentId, { fromNs, toNs, traceIds, takes }: ServiceMapFilter) {
  const params: Record<string, SqlValue> = { environment, fromNs, toNs };
  const conditions = ['environment = {environment:UInt32}'];
  conditions.push(takes === 'traces' ? TRACES_OF_RANGE : SPANS_OF_RANGE);
  if (traceIds) {
    params.traceIds = traceIds.map((traceId) => Buffer.from(traceId, 'hex'));
    conditions.push(THESE_TRACES);
  }
  return { sql: conditions.join(' AND '), params };
}

/** A node is its name and its type. */
const nodeId = (name: string, type: string) => `${type}|${name}`;

interface DraftNode {
  readonly name: string;
  readonly type: string;
  isInferred: boolean;
  readonly statistics: RequestStatistics;
  roots: RequestStatistics | undefined;
}

class MapDraft {
  readonly #nodes = new Map<string, DraftNode>();
  readonly #edges = new Map<string, MapEdge>();
  readonly #links = new Map<string, MapLink>();
  /** Of a service that tells its type only on some of its spans. */
  readonly #idOfService = new Map<string, string>();

  addEntry(row: SqlRow): void {
    const [service, type] = [text(row, 'service'), text(row, 'type')];
    const node = this.#node(service, type, false);
    this.#idOfService.set(service, nodeId(service, type));
    add(node.statistics, row);
    if (!row.is_root) return;
    node.roots ??= noRequests();
    add(node.roots, row);
  }

  addCall(row: SqlRow): void {
    const source = this.#serviceId(text(row, 'caller'), text(row, 'caller_type'));
    const target = text(row, 'target');
    if (target !== '') {
      this.#addEdge(source, this.#serviceId(target, text(row, 'target_type')), row);
      return;
    }
    const [name, type] = [text(row, 'inferred'), text(row, 'inferred_type')];
    add(this.#node(name, type, true).statistics, row);
    this.#addEdge(source, nodeId(name, type), row);
  }

  addHandOver(row: SqlRow): void {
    this.#addEdge(
      this.#serviceId(text(row, 'caller'), ''),
      this.#serviceId(text(row, 'target'), text(row, 'target_type')),
      row,
    );
  }

  addLink(row: SqlRow): void {
    const source = this.#serviceId(text(row, 'source'), text(row, 'source_type'));
    const target = this.#serviceId(text(row, 'target'), text(row, 'target_type'));
    addTo(this.#links, { sourceId: source, targetId: target, statistics: noRequests() }, row);
  }

  build(): Pick<ServiceMap, 'nodes' | 'edges' | 'links'> {
    const nodes = [...this.#nodes].map(([id, node]) => {
      sortHistogram(node.statistics);
      if (node.roots) sortHistogram(node.roots);
      return { id, ...node };
    });
    const [edges, links] = [[...this.#edges.values()], [...this.#links.values()]];
    for (const { statistics } of [...edges, ...links]) sortHistogram(statistics);
    return {
      nodes: nodes.sort(byText(({ id, name }) => `${name}|${id}`)),
      edges: edges.sort(byText(edgeKey)),
      links: links.sort(byText(edgeKey)),
    };
  }

  /** Subsegments and spans inside a service do not repeat its type. */
  #serviceId(service: string, type: string): string {
    const id = nodeId(service, type);
    if (this.#nodes.has(id)) return id;
    const known = this.#idOfService.get(service);
    if (known !== undefined) return known;
    this.#node(service, type, false);
    this.#idOfService.set(service, id);
    return id;
  }

  #node(name: string, type: string, isInferred: boolean): DraftNode {
    const id = nodeId(name, type);
    const known = this.#nodes.get(id);
    if (known) {
      if (!isInferred) known.isInferred = false;
      return known;
    }
    const made = { name, type, isInferred, statistics: noRequests(), roots: undefined };
    this.#nodes.set(id, made);
    return made;
  }

  #addEdge(sourceId: string, targetId: string, row: SqlRow): void {
    addTo(this.#edges, { sourceId, targetId, statistics: noRequests() }, row);
  }
}

function addTo<Edge extends MapEdge | MapLink>(edges: Map<string, Edge>, edge: Edge, row: SqlRow): void {
  const known = edges.get(edgeKey(edge)) ?? edge;
  edges.set(edgeKey(edge), known);
  add(known.statistics, row);
}

const edgeKey = ({ sourceId, targetId }: Pick<MapEdge, 'sourceId' | 'targetId'>) =>
  JSON.stringify([sourceId, targetId]);

function byText<T>(key: (value: T) => string): (left: T, right: T) => number {
  return (left, right) => (key(left) < key(right) ? -1 : key(left) > key(right) ? 1 : 0);
}

function noRequests(): RequestStatistics {
  return { ok: 0, error: 0, throttle: 0, fault: 0, totalSeconds: 0, histogram: [], firstNs: 0n, lastNs: 0n };
}

function add(to: RequestStatistics, row: SqlRow): void {
  const count = Number(row.weight_sum);
  switch (text(row, 'outcome')) {
    case 'ok':
      to.ok += count;
      break;
    case 'error':
      to.error += count;
      break;
    case 'throttle':
      to.throttle += count;
      break;
    default:
      to.fault += count;
  }
  to.totalSeconds += Number(row.total_seconds);
  const histogram = row.histogram as readonly (readonly [seconds: unknown, count: unknown])[];
  for (const [seconds, weight] of histogram) to.histogram.push({ seconds: Number(seconds), count: Number(weight) });
  const [firstNs, lastNs] = [BigInt(text(row, 'first_ns')), BigInt(text(row, 'last_ns'))];
  if (to.firstNs === 0n || firstNs < to.firstNs) to.firstNs = firstNs;
  if (lastNs > to.lastNs) to.lastNs = lastNs;
}

/** Ascending, one entry a value: outcomes and callers brought theirs apart. */
function sortHistogram(statistics: RequestStatistics): void {
  const counts = new Map<number, number>();
  for (const { seconds, count } of statistics.histogram) counts.set(seconds, (counts.get(seconds) ?? 0) + count);
  statistics.histogram = [...counts]
    .map(([seconds, count]) => ({ seconds, count }))
    .sort((a, b) => a.seconds - b.seconds);
}

/** Of all requests of any outcome. */
export function requestCount({ ok, error, throttle, fault }: RequestStatistics): number {
  return ok + error + throttle + fault;
}

/** The smallest value that `share` of the requests took at most, in seconds; undefined where there are none. */
export function quantileSeconds({ histogram }: RequestStatistics, share: number): number | undefined {
  let rest = share * histogram.reduce((sum, { count }) => sum + count, 0);
  for (const { seconds, count } of histogram) {
    rest -= count;
    if (rest <= 0) return seconds;
  }
  return histogram.at(-1)?.seconds;
}

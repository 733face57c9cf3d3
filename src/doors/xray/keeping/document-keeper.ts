import type { Clock } from '../../../base/clock.ts';
import { groupBy } from '../../../base/group-by.ts';
import { MS_PER_DAY, unixNsFromMs } from '../../../base/time.ts';
import type { Door, Intake, ReplacedSpans } from '../../../intake/index.ts';
import type { EnvironmentId } from '../../../model/ids.ts';
import type { RecordLimits } from '../../../model/limits.ts';
import type { Rejection } from '../../../model/rejections.ts';
import type { SegmentRow } from '../../../model/side-rows.ts';
import { XRAY_SOURCE } from '../../../model/xray-attributes.ts';
import type { SegmentState, Segments } from '../../../traces/index.ts';
import type { HeldDocument } from '../documents/assembly.ts';
import type { XRayDocument } from '../documents/document.ts';
import { isComplete, laterOf } from '../documents/segment-version.ts';
import { type Patience, TraceState } from '../documents/trace-state.ts';
import { idBytes } from '../ids.ts';
import { rowsOf } from '../rows/rows.ts';
import { replacedSpans, retoldOf } from './replacements.ts';

const SOURCE = `${XRAY_SOURCE}1`;

/** Traces whose rows may not be what their documents make: a write failed, or the process ended within one. */
const UNSURE_MAX = 100_000;
/** What a process that was killed may have had in hand when its last document was kept. */
const LAST_GROUP_NS = 10_000_000_000n;

export interface DocumentKeeperOptions {
  readonly intake: Pick<Intake, 'accept' | 'takeBack'>;
  readonly segments: Segments;
  readonly clock: Clock;
  readonly limits: RecordLimits;
  /** Rows older than this are flagged. */
  readonly retentionMs: number;
  readonly patience: Patience;
}

/** Documents of one environment that came through one door. */
export interface DocumentGroup {
  readonly environment: EnvironmentId;
  readonly door: Door;
  readonly documents: readonly XRayDocument[];
  /** Of all that came, refused ones included. */
  readonly documentCount: number;
  readonly rejected: readonly Rejection[];
  readonly bytes: number;
}

/** Resolves when no row of an older document is left. */
export interface Kept {
  readonly replaced: Promise<void>;
}

/**
 * Keeps documents and the rows they make, one group after another: what a document changes depends on those before it. Rows
 * follow documents; where that is not certain, what the store really holds is compared.
 */
export class DocumentKeeper {
  readonly #options: DocumentKeeperOptions;
  readonly #unsure = new Set<string>();
  #isStarted = false;
  #lastNs = 0n;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: DocumentKeeperOptions) {
    this.#options = options;
  }

  /** Resolves when the documents and their rows are on disk. */
  keep(group: DocumentGroup): Promise<Kept> {
    return this.#inTurn(() => this.#keep(group, { traceIds: traceIdsOf(group.documents), settles: false }));
  }

  /** Writes the rows of what has waited long enough in these traces, and mends what is unsure of them. */
  async settle(environment: EnvironmentId, traceIds: readonly string[]): Promise<void> {
    const nothing = {
      environment,
      door: 'xray_http',
      documents: [],
      documentCount: 0,
      rejected: [],
      bytes: 0,
    } as const;
    const { replaced } = await this.#inTurn(() => this.#keep(nothing, { traceIds, settles: true }));
    await replaced;
  }

  /** Traces to `settle` although nothing in them waits. */
  async unsure(): Promise<readonly { readonly environment: EnvironmentId; readonly traceId: string }[]> {
    await this.#inTurn(() => this.#start());
    return [...this.#unsure].map((key) => {
      const [environment, traceId = ''] = key.split('/');
      return { environment: Number(environment) as EnvironmentId, traceId };
    });
  }

  /** Another one for each group, though the clock may show the same: versions of rows are told apart by it. */
  #nextNs(): bigint {
    this.#lastNs = laterOf(this.#options.clock.nowNs(), this.#lastNs + 1n);
    return this.#lastNs;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /** What the last run of the program may have left half done. */
  async #start(): Promise<void> {
    if (this.#isStarted) return;
    for (const trace of await this.#options.segments.lastArrived(LAST_GROUP_NS)) {
      this.#unsure.add(keyOf(trace.environment, trace.traceId));
    }
    this.#isStarted = true;
  }

  async #keep(
    group: DocumentGroup,
    { traceIds, settles }: { traceIds: readonly string[]; settles: boolean },
  ): Promise<Kept> {
    await this.#start();
    const { environment, documents } = group;
    const nowNs = this.#nextNs();
    const traces = await this.#load(environment, { traceIds, documents, isWhole: settles });
    for (const document of documents) traces.get(document.traceId)?.take(document, nowNs);
    if (settles) for (const trace of traces.values()) trace.settle(nowNs, this.#options.patience);
    const markUnsure = (error: unknown): never => {
      for (const traceId of traceIds) this.#markUnsure(environment, traceId);
      throw error;
    };
    const { remove } = await this.#write(group, traces, nowNs).catch(markUnsure);
    // Not of the others: what came to be unsure while this was written was not compared.
    for (const [traceId, { isUnsure }] of traces) if (isUnsure) this.#unsure.delete(keyOf(environment, traceId));
    // A deletion takes long, and the next group need not wait: it names the versions it takes back.
    const replaced = this.#options.intake.takeBack(remove).catch(markUnsure);
    // Whoever waits hears of a failure; where nobody does, the traces are mended later.
    replaced.catch(() => undefined);
    return { replaced };
  }

  /** The texts of documents only where they matter: a trace of whole segments, each sent once, is the rule. */
  async #load(
    environment: EnvironmentId,
    needed: { traceIds: readonly string[]; documents: readonly XRayDocument[]; isWhole: boolean },
  ): Promise<Map<string, TraceState>> {
    const { segments } = this.#options;
    const { traceIds, documents, isWhole } = needed;
    const unsure = traceIds.filter((traceId) => this.#unsure.has(keyOf(environment, traceId)));
    const whole = isWhole ? traceIds : await this.#entangled(environment, documents, unsure);
    const [stored, written] = [
      groupByTrace(await segments.ofTraces(environment, whole)),
      groupByTrace(await segments.writtenSpans(environment, unsure)),
    ];
    const isUnsure = new Set(unsure);
    return new Map(
      traceIds.map((traceId) => {
        const inStore = isUnsure.has(traceId) ? (written.get(traceId) ?? []) : undefined;
        return [traceId, new TraceState(stored.get(traceId) ?? [], inStore)];
      }),
    );
  }

  /** Traces whose stored documents matter to these: one of them replaces one, or some belong together. */
  async #entangled(
    environment: EnvironmentId,
    documents: readonly XRayDocument[],
    unsure: readonly string[],
  ): Promise<readonly string[]> {
    const states = groupByTrace(await this.#options.segments.states(environment, traceIdsOf(documents)));
    const entangled = new Set(unsure);
    for (const { traceId, id, isSubsegment } of documents) {
      const there = states.get(traceId) ?? [];
      const matters = ({ segmentId, isSubsegment: isApart }: SegmentState) =>
        isSubsegment || isApart || segmentId === id;
      if (there.some(matters)) entangled.add(traceId);
    }
    return [...entangled];
  }

  async #write(
    group: DocumentGroup,
    traces: ReadonlyMap<string, TraceState>,
    nowNs: bigint,
  ): Promise<{ readonly remove: readonly ReplacedSpans[] }> {
    const { environment, door, documentCount, rejected, bytes } = group;
    const { clock, retentionMs, limits, intake } = this.#options;
    const changes = [...traces].map(([traceId, trace]) => ({ traceId, trace, ...trace.changes(nowNs) }));
    const rows = changes.flatMap(({ trace }) => trace.changedDocuments().map((held) => segmentRow(environment, held)));
    const remove = changes.flatMap((change) => replacedSpans(environment, change.traceId, change.remove));
    const spans = changes.flatMap(({ write }) => write);
    const retold = changes.flatMap(({ traceId, trace, remove }) => retoldOf(traceId, trace, remove) ?? []);
    // Nobody sent anything, and nothing had to be mended.
    if (documentCount + rows.length + spans.length + retold.length === 0) return { remove };
    const nowMs = clock.nowMs();
    const timeRange = { earliestNs: unixNsFromMs(nowMs - retentionMs), latestNs: unixNsFromMs(nowMs + MS_PER_DAY) };
    const { batch, versions, oddities } = rowsOf(spans, { limits, timeRange });
    const holding = rowsOf(
      retold.flatMap(({ planned }) => planned),
      { limits, timeRange },
    );
    await intake.accept({
      door,
      environment,
      source: SOURCE,
      batch,
      recordCount: documentCount,
      rejected,
      oddities,
      bodyBytes: bytes,
      documents: { rows, versions, retold: { spans: retold.map(({ of }) => of), batch: holding.batch } },
    });
    return { remove };
  }

  #markUnsure(environment: EnvironmentId, traceId: string): void {
    // Of more, those of the longest ago are given up: what a client sends again is then taken for kept.
    const [oldest] = this.#unsure;
    if (this.#unsure.size >= UNSURE_MAX && oldest !== undefined) this.#unsure.delete(oldest);
    this.#unsure.add(keyOf(environment, traceId));
  }
}

function keyOf(environment: EnvironmentId, traceId: string): string {
  return `${environment}/${traceId}`;
}

function traceIdsOf(documents: readonly XRayDocument[]): readonly string[] {
  return [...new Set(documents.map(({ traceId }) => traceId))];
}

const groupByTrace = <T extends { readonly traceId: string }>(items: readonly T[]) =>
  groupBy(items, ({ traceId }) => traceId);

function segmentRow(environment: EnvironmentId, { document, version }: HeldDocument): SegmentRow {
  const [own] = document.spans;
  return {
    environment,
    traceId: idBytes(document.traceId),
    segmentId: idBytes(document.id),
    parentId: idBytes(own.parentId),
    version,
    isInProgress: !isComplete(version),
    isSubsegment: document.isSubsegment,
    name: own.name,
    startTime: own.startNs,
    endTime: own.endNs,
    document: document.text,
  };
}

import { bytesFromHex } from '../../../base/hex.ts';
import { ATTRIBUTE_INT, ATTRIBUTE_STRING, type SpanKind } from '../../../model/event-batch.ts';
import { EventBatchBuilder } from '../../../model/event-batch-builder.ts';
import type { EnvironmentId } from '../../../model/ids.ts';
import { createTraces, createWholeTraces } from '../../../traces/index.ts';
import { openTestTelemetry } from '../../../traces/telemetry.kit.ts';
import type { OperationName } from '../api-paths.ts';
import type { XRayContext } from '../operations/operation.ts';
import { READ_OPERATIONS } from './index.ts';

/** Epoch seconds, whole. */
export const START = 1_790_000_000;
export const RANGE = { StartTime: START - 60, EndTime: START + 3_600 };

/** A span as a test means it: ids are small numbers. */
export interface TestSpan {
  readonly trace: number;
  readonly id: number;
  readonly parent?: number;
  readonly service: string;
  readonly kind: SpanKind;
  /** Milliseconds after START. */
  readonly atMs: number;
  readonly ms: number;
  readonly status?: number;
  readonly attributes?: Readonly<Record<string, string | number>>;
}

export interface NamedNode {
  readonly Name: string;
  readonly Type?: string;
}

export interface Statistics {
  readonly OkCount: number;
  readonly ErrorStatistics: { readonly ThrottleCount: number; readonly TotalCount: number };
  readonly FaultStatistics: { readonly TotalCount: number };
  readonly TotalCount: number;
  readonly TotalResponseTime: number;
}

/** Members of answers that tests look into. */
export interface Answer {
  readonly TraceSummaries: readonly {
    readonly Id: string;
    readonly ResponseTime?: number;
    readonly HasFault: boolean;
    readonly HasError: boolean;
    readonly ServiceIds: readonly NamedNode[];
    readonly EntryPoint?: NamedNode;
  }[];
  readonly Traces: readonly { readonly Id: string; readonly Segments: readonly { readonly Document: string }[] }[];
  readonly UnprocessedTraceIds: readonly string[];
  readonly Services: readonly (NamedNode & {
    readonly ReferenceId: number;
    readonly SummaryStatistics?: Statistics;
    readonly Edges: readonly { readonly ReferenceId: number; readonly SummaryStatistics: Statistics }[];
  })[];
  readonly NextToken?: string;
}

const hex = (digits: number, value: number) => value.toString(16).padStart(digits, '0');
export const printedTrace = (trace: number) => `1-00000000-${hex(24, trace)}`;

/** A store of its own, and the operations over it. */
export async function openReading() {
  const store = await openTestTelemetry();
  return {
    ...readingOf(store),
    async writeSpans(spans: readonly TestSpan[], environment: EnvironmentId): Promise<void> {
      const builder = new EventBatchBuilder();
      for (const span of spans) addSpan(builder, span);
      await store.write({ environment, source: 'otlp/1', batch: builder.build() });
    },
    close: () => store.close(),
  };
}

export function readingOf(store: Parameters<typeof createTraces>[0]) {
  const parts = { traces: createTraces(store), wholeTraces: createWholeTraces(store) };
  const call = async (name: OperationName, input: object, environment: EnvironmentId): Promise<Answer> => {
    const found = READ_OPERATIONS.find((each) => each.name === name);
    // What reading does not touch is not there.
    const context = { environment, accountId: '1', region: 'eu-west-1', nowMs: 0, parts } as unknown as XRayContext;
    return JSON.parse(JSON.stringify(await found?.handler(context, input)));
  };
  return {
    call,
    /** Every page of summaries in turn. */
    async summaries(environment: EnvironmentId): Promise<Answer['TraceSummaries']> {
      const all: Answer['TraceSummaries'][number][] = [];
      let NextToken: string | undefined;
      do {
        const answer: Answer = await call('GetTraceSummaries', { ...RANGE, NextToken }, environment);
        all.push(...answer.TraceSummaries);
        NextToken = answer.NextToken;
      } while (NextToken !== undefined);
      return all;
    },
  };
}

function addSpan(builder: EventBatchBuilder, { trace, id, parent, service, kind, ...span }: TestSpan): void {
  for (const [key, value] of Object.entries(span.attributes ?? {})) {
    if (typeof value === 'string') builder.attribute(key, ATTRIBUTE_STRING, value);
    else builder.attribute(key, ATTRIBUTE_INT, BigInt(value));
  }
  builder.endRow({
    timeNs: BigInt(START * 1_000 + span.atMs) * 1_000_000n,
    durationNs: BigInt(span.ms) * 1_000_000n,
    signal: 'trace',
    kind: 'span',
    dataset: service,
    service,
    traceId: bytesFromHex(hex(32, trace)),
    spanId: bytesFromHex(hex(16, id)),
    ...(parent === undefined ? {} : { parentId: bytesFromHex(hex(16, parent)) }),
    name: `span ${id}`,
    spanKind: kind,
    statusCode: span.status ?? 0,
  });
}

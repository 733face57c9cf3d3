export type { ErrorRecord } from './error-records-repo.ts';
export type { Field } from './fields.ts';
export type { LogDetail } from './log-detail.ts';
export type { LogRow } from './log-repo.ts';
export {
  createSegments,
  type SegmentState,
  type Segments,
  type StoredSegment,
  type Waiting,
  type WaitingTrace,
  type WrittenSpan,
} from './segments-repo.ts';
export {
  type MapEdge,
  type MapLink,
  type MapNode,
  quantileSeconds,
  type RequestStatistics,
  readServiceMap,
  requestCount,
  type ServiceMap,
  type ServiceMapFilter,
} from './service-map.ts';
export type { ExceptionLog, SpanDetail, SpanEvent, SpanLink } from './span-detail.ts';
export type { SpanRow } from './span-rows.ts';
export { buildSpanTree, type SpanTree } from './span-tree.ts';
export type { TopTracesFilter, TraceFilter, TraceSort, TraceSummary } from './trace-list-repo.ts';
export type { PagedTrace, TraceMoment, TracePageFilter, TracePlace } from './trace-pages-repo.ts';
export { createTraces, type SpanDocument, type Trace, type Traces } from './traces.ts';
export { findTwins, type PossibleTwin } from './twins.ts';
export type { WholeAttributes, WholeEvent, WholeLink, WholeSpan } from './whole-spans-repo.ts';
export { createWholeTraces, type WholeTrace, type WholeTraceBatch, type WholeTraces } from './whole-traces.ts';

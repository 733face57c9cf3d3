/**
 * Every operation of the API: all are POST. A path is the name, without its verb for the oldest ones.
 * Source: AWS X-Ray API model 2016-04-12, 38 operations.
 */
export const API_PATHS = {
  BatchGetTraces: '/Traces',
  CancelTraceRetrieval: '/CancelTraceRetrieval',
  CreateGroup: '/CreateGroup',
  CreateSamplingRule: '/CreateSamplingRule',
  DeleteGroup: '/DeleteGroup',
  DeleteResourcePolicy: '/DeleteResourcePolicy',
  DeleteSamplingRule: '/DeleteSamplingRule',
  GetEncryptionConfig: '/EncryptionConfig',
  GetGroup: '/GetGroup',
  GetGroups: '/Groups',
  GetIndexingRules: '/GetIndexingRules',
  GetInsight: '/Insight',
  GetInsightEvents: '/InsightEvents',
  GetInsightImpactGraph: '/InsightImpactGraph',
  GetInsightSummaries: '/InsightSummaries',
  GetRetrievedTracesGraph: '/GetRetrievedTracesGraph',
  GetSamplingRules: '/GetSamplingRules',
  GetSamplingStatisticSummaries: '/SamplingStatisticSummaries',
  GetSamplingTargets: '/SamplingTargets',
  GetServiceGraph: '/ServiceGraph',
  GetTimeSeriesServiceStatistics: '/TimeSeriesServiceStatistics',
  GetTraceGraph: '/TraceGraph',
  GetTraceSegmentDestination: '/GetTraceSegmentDestination',
  GetTraceSummaries: '/TraceSummaries',
  ListResourcePolicies: '/ListResourcePolicies',
  ListRetrievedTraces: '/ListRetrievedTraces',
  ListTagsForResource: '/ListTagsForResource',
  PutEncryptionConfig: '/PutEncryptionConfig',
  PutResourcePolicy: '/PutResourcePolicy',
  PutTelemetryRecords: '/TelemetryRecords',
  PutTraceSegments: '/TraceSegments',
  StartTraceRetrieval: '/StartTraceRetrieval',
  TagResource: '/TagResource',
  UntagResource: '/UntagResource',
  UpdateGroup: '/UpdateGroup',
  UpdateIndexingRule: '/UpdateIndexingRule',
  UpdateSamplingRule: '/UpdateSamplingRule',
  UpdateTraceSegmentDestination: '/UpdateTraceSegmentDestination',
} as const;
export type OperationName = keyof typeof API_PATHS;

export const OPERATION_NAMES = Object.keys(API_PATHS) as OperationName[];

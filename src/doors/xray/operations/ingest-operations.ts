import { z } from 'zod';
import type { DaemonCounts } from '../../../catalog/index.ts';
import { unprocessed } from '../documents/refusal.ts';
import { timestamp } from './input.ts';
import { operation } from './operation.ts';

/** A counter only grows, whatever a client says, and no minute has more. */
const COUNT_MAX = 1e9;
const count = z
  .number()
  .int()
  .optional()
  .transform((told = 0) => Math.min(Math.max(0, told), COUNT_MAX));

const putTraceSegments = operation(
  'PutTraceSegments',
  z.object({ TraceSegmentDocuments: z.array(z.string()) }),
  async ({ environment, parts }, { TraceSegmentDocuments: documents }) => {
    const refused = await parts.ingest.put(environment, documents);
    return { UnprocessedTraceSegments: refused.map(unprocessed) };
  },
);

const telemetryRecord = z.object({
  Timestamp: timestamp,
  SegmentsReceivedCount: count,
  SegmentsSentCount: count,
  SegmentsSpilloverCount: count,
  SegmentsRejectedCount: count,
  BackendConnectionErrors: z
    .object({
      TimeoutCount: count,
      ConnectionRefusedCount: count,
      HTTPCode4XXCount: count,
      HTTPCode5XXCount: count,
      UnknownHostCount: count,
      OtherCount: count,
    })
    .optional(),
});

function countsOf(record: z.infer<typeof telemetryRecord>): DaemonCounts {
  const errors = record.BackendConnectionErrors;
  return {
    received: record.SegmentsReceivedCount,
    sent: record.SegmentsSentCount,
    spilled: record.SegmentsSpilloverCount,
    rejected: record.SegmentsRejectedCount,
    timeouts: errors?.TimeoutCount ?? 0,
    connectionsRefused: errors?.ConnectionRefusedCount ?? 0,
    http4xx: errors?.HTTPCode4XXCount ?? 0,
    http5xx: errors?.HTTPCode5XXCount ?? 0,
    unknownHosts: errors?.UnknownHostCount ?? 0,
    otherErrors: errors?.OtherCount ?? 0,
  };
}

const putTelemetryRecords = operation(
  'PutTelemetryRecords',
  z.object({
    TelemetryRecords: z.array(telemetryRecord),
    EC2InstanceId: z.string().max(20).optional(),
    Hostname: z.string().max(255).optional(),
    ResourceARN: z.string().max(500).optional(),
  }),
  async ({ environment, parts }, { TelemetryRecords: records, ...told }) => {
    const { Hostname: hostname = '', ResourceARN: resourceArn = '', EC2InstanceId: instanceId = '' } = told;
    await parts.daemonHealth.note(environment, { hostname, resourceArn, instanceId }, records.map(countsOf));
    return {};
  },
);

export const INGEST_OPERATIONS = [putTraceSegments, putTelemetryRecords];

import { z } from 'zod';
import { unprocessed } from '../documents/refusal.ts';
import { timestamp } from './input.ts';
import { operation } from './operation.ts';

const count = z.number().int().optional();

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
export type TelemetryRecord = z.infer<typeof telemetryRecord>;

const putTelemetryRecords = operation(
  'PutTelemetryRecords',
  z.object({
    TelemetryRecords: z.array(telemetryRecord),
    EC2InstanceId: z.string().max(20).optional(),
    Hostname: z.string().max(255).optional(),
    ResourceARN: z.string().max(500).optional(),
  }),
  async ({ parts }, { TelemetryRecords: records }) => {
    for (const record of records) parts.daemonHealth.note(record);
    return {};
  },
);

export const INGEST_OPERATIONS = [putTraceSegments, putTelemetryRecords];

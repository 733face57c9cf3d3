import { SPAN_ID_BYTES, TRACE_ID_BYTES } from '../model/ids.ts';
import type { OccurrenceRow, PayloadRow, SegmentRow, SideRows, SideTable } from '../model/side-rows.ts';
import { ingestedColumn } from './event-block.ts';
import {
  bytesOf,
  lowCardinalityColumn,
  type NativeBlock,
  type NativeColumn,
  nativeBlock,
  rawColumn,
  stringColumn,
} from './native-block.ts';

const IDENTITY_BYTES = 16;

/** The rows of a side table as one block, and so as one part. */
export function sideBlock<Table extends SideTable>(
  table: Table,
  rows: readonly SideRows[Table][],
  ingestedNs: bigint,
): NativeBlock {
  const columns: (rows: readonly SideRows[Table][]) => NativeColumn[] = COLUMNS[table];
  return nativeBlock(rows.length, [...columns(rows), ingestedColumn(rows.length, ingestedNs)]);
}

/** About what a row takes in memory and in its block: bounds the queue. */
export function sideRowBytes(row: SideRows[SideTable]): number {
  let bytes = 0;
  for (const value of Object.values(row)) bytes += typeof value === 'string' ? 8 + Buffer.byteLength(value) : 16;
  return bytes;
}

const COLUMNS: { [Table in SideTable]: (rows: readonly SideRows[Table][]) => NativeColumn[] } = {
  occurrences: occurrenceColumns,
  occurrence_payloads: payloadColumns,
  segments: segmentColumns,
};

function occurrenceColumns(rows: readonly OccurrenceRow[]): NativeColumn[] {
  const { id, u64, i64, u8, low, text, bytes } = columnsOf(rows);
  return [
    id(),
    u64('project_id', (row) => BigInt(row.projectId)),
    u64('occurrence_id', (row) => BigInt(row.occurrenceId)),
    u64('version', (row) => row.version),
    u64('canonical_id', (row) => BigInt(row.canonicalId)),
    u64('issue_id', (row) => BigInt(row.issueId)),
    low('teller', (row) => row.teller),
    bytes('identity', IDENTITY_BYTES, (row) => row.identity),
    text('uuid', (row) => row.uuid),
    i64('time', (row) => row.time),
    i64('received', (row) => row.received),
    bytes('failure', IDENTITY_BYTES, (row) => row.failure),
    low('fingerprint', (row) => row.fingerprint),
    u8('grouping_version', (row) => row.groupingVersion),
    low('deployment_environment', (row) => row.deploymentEnvironment),
    low('level', (row) => row.level),
    low('kind', (row) => row.kind),
    low('type', (row) => row.type),
    text('message', (row) => row.message),
    text('title', (row) => row.title),
    bytes('trace_id', TRACE_ID_BYTES, (row) => row.traceId),
    bytes('span_id', SPAN_ID_BYTES, (row) => row.spanId),
    low('service', (row) => row.service),
    low('host', (row) => row.host),
    text('url_path', (row) => row.urlPath),
    text('url', (row) => row.url),
    low('context', (row) => row.context),
    low('framework', (row) => row.framework),
    low('platform', (row) => row.platform),
    low('language', (row) => row.language),
    low('code_version', (row) => row.codeVersion),
    text('person_id', (row) => row.personId),
    text('person_name', (row) => row.personName),
    text('person_email', (row) => row.personEmail),
    text('user_ip', (row) => row.userIp),
    low('notifier', (row) => row.notifier),
  ];
}

function payloadColumns(rows: readonly PayloadRow[]): NativeColumn[] {
  const { id, u64, text } = columnsOf(rows);
  return [
    id(),
    u64('project_id', (row) => BigInt(row.projectId)),
    u64('occurrence_id', (row) => BigInt(row.occurrenceId)),
    u64('version', (row) => row.version),
    text('payload', (row) => row.payload),
  ];
}

function segmentColumns(rows: readonly SegmentRow[]): NativeColumn[] {
  const { id, u64, i64, u8, low, text, bytes } = columnsOf(rows);
  return [
    id(),
    bytes('trace_id', TRACE_ID_BYTES, (row) => row.traceId),
    bytes('segment_id', SPAN_ID_BYTES, (row) => row.segmentId),
    bytes('parent_id', SPAN_ID_BYTES, (row) => row.parentId),
    u64('version', (row) => row.version),
    u8('is_in_progress', (row) => (row.isInProgress ? 1 : 0)),
    u8('is_subsegment', (row) => (row.isSubsegment ? 1 : 0)),
    low('name', (row) => row.name),
    i64('start_time', (row) => row.startTime),
    i64('end_time', (row) => row.endTime),
    text('document', (row) => row.document),
  ];
}

/** Column makers over these rows. */
function columnsOf<Row extends { readonly environment: number }>(rows: readonly Row[]) {
  return {
    id: () => rawColumn('environment', 'UInt32', bytesOf(Uint32Array.from(rows, (row) => row.environment))),
    u64: (name: string, read: (row: Row) => bigint) =>
      rawColumn(name, 'UInt64', bytesOf(BigUint64Array.from(rows, read))),
    i64: (name: string, read: (row: Row) => bigint) =>
      rawColumn(name, 'Int64', bytesOf(BigInt64Array.from(rows, read))),
    u8: (name: string, read: (row: Row) => number) => rawColumn(name, 'UInt8', Uint8Array.from(rows, read)),
    low: (name: string, read: (row: Row) => string) => lowCardinalityColumn(name, rows.map(read)),
    text: (name: string, read: (row: Row) => string) => stringColumn(name, rows.map(read)),
    bytes: (name: string, width: number, read: (row: Row) => Uint8Array) =>
      rawColumn(name, `FixedString(${width})`, Buffer.concat(rows.map(read))),
  };
}

import { BackwardWriter } from './backward-writer.ts';
import {
  DURATION_BOUNDS,
  SEVERITIES,
  type SeedAttributes,
  type SeedExport,
  type SeedLink,
  type SeedLog,
  type SeedMeasurement,
  type SeedResource,
  type SeedSpan,
  type SeedSpanEvent,
  type SeedValue,
} from './record.ts';

const NS_PER_US = 1_000n;
const STATUS_ERROR = 2;
const DELTA = 1;
const CUMULATIVE = 2;
const SCOPE_VERSION = '1.2.0';

/** Numbers of OTLP's fields: tests/fixtures/otlp-proto. Everything is written last first, see BackwardWriter. */
export function encodeTraces(exported: SeedExport): Uint8Array<ArrayBuffer> {
  const writer = new BackwardWriter();
  eachBackward(exported.groups, (group) => {
    if (group.spans.length === 0) return;
    writeContainer(writer, group.resource, () => {
      eachBackward(group.spans, (span) => writer.message(2, () => writeSpan(writer, span)));
    });
  });
  return writer.take();
}

/** undefined where the export has no logs. */
export function encodeLogs(exported: SeedExport): Uint8Array<ArrayBuffer> | undefined {
  const writer = new BackwardWriter();
  eachBackward(exported.groups, (group) => {
    if (group.logs.length === 0) return;
    writeContainer(writer, group.resource, () => {
      eachBackward(group.logs, (log) => writer.message(2, () => writeLog(writer, log)));
    });
  });
  return bytesOf(writer);
}

/** undefined where the export has no metrics. */
export function encodeMetrics({ measurements }: SeedExport): Uint8Array<ArrayBuffer> | undefined {
  const writer = new BackwardWriter();
  eachBackward(measurements, (measurement) => {
    writeContainer(writer, measurement.resource, () => writeMetrics(writer, measurement));
  });
  return bytesOf(writer);
}

function bytesOf(writer: BackwardWriter): Uint8Array<ArrayBuffer> | undefined {
  const bytes = writer.take();
  return bytes.length === 0 ? undefined : bytes;
}

/** ResourceSpans, ResourceLogs and ResourceMetrics have the same field numbers; each holds one scope here. */
function writeContainer(writer: BackwardWriter, resource: SeedResource, writeRecords: () => void): void {
  writer.message(1, () => {
    writer.message(2, () => {
      writeRecords();
      writer.message(1, () => {
        writer.string(2, SCOPE_VERSION);
        writer.string(1, `@shop/${resource.service}`);
      });
    });
    writer.message(1, () => writeAttributes(writer, 1, resource.attributes));
  });
}

function writeSpan(writer: BackwardWriter, span: SeedSpan): void {
  if (span.hasError) {
    writer.message(15, () => {
      writer.varint(3, STATUS_ERROR);
      if (span.statusMessage !== '') writer.string(2, span.statusMessage);
    });
  }
  eachBackward(span.links, (link) => writer.message(13, () => writeLink(writer, link)));
  eachBackward(span.events, (event) => writer.message(11, () => writeEvent(writer, event)));
  writeAttributes(writer, 9, span.attributes);
  writer.fixed64(8, BigInt(span.startUs + span.durationUs) * NS_PER_US);
  writer.fixed64(7, BigInt(span.startUs) * NS_PER_US);
  writer.varint(6, span.kind);
  writer.string(5, span.name);
  if (span.parentSpanId !== '') writer.hex(4, span.parentSpanId);
  writer.hex(2, span.spanId);
  writer.hex(1, span.traceId);
}

function writeEvent(writer: BackwardWriter, { timeUs, name, attributes }: SeedSpanEvent): void {
  writeAttributes(writer, 3, attributes);
  writer.string(2, name);
  writer.fixed64(1, BigInt(timeUs) * NS_PER_US);
}

function writeLink(writer: BackwardWriter, { traceId, spanId, attributes }: SeedLink): void {
  writeAttributes(writer, 4, attributes);
  writer.hex(2, spanId);
  writer.hex(1, traceId);
}

function writeLog(writer: BackwardWriter, log: SeedLog): void {
  const time = BigInt(log.timeUs) * NS_PER_US;
  writer.fixed64(11, time);
  writer.hex(10, log.spanId);
  writer.hex(9, log.traceId);
  writeAttributes(writer, 6, log.attributes);
  writer.message(5, () => writer.string(1, log.body));
  writer.string(3, log.severity);
  writer.varint(2, SEVERITIES[log.severity]);
  writer.fixed64(1, time);
}

/** A histogram of what came since the time before, a count since the day began, a gauge. */
function writeMetrics(writer: BackwardWriter, measurement: SeedMeasurement): void {
  const { startUs, timeUs, memoryBytes, requestsTotal, durations } = measurement;
  const time = BigInt(timeUs) * NS_PER_US;
  writeMetric(writer, 'process.memory.usage', 'By', () => {
    writer.message(5, () => writer.message(1, () => writeNumber(writer, memoryBytes, time)));
  });
  writeMetric(writer, 'app.requests', '{request}', () => {
    writer.message(7, () => {
      writer.varint(3, 1);
      writer.varint(2, CUMULATIVE);
      writer.message(1, () => writeNumber(writer, requestsTotal, time));
    });
  });
  writeMetric(writer, 'http.server.request.duration', 's', () => {
    writer.message(9, () => {
      writer.varint(2, DELTA);
      writer.message(1, () => {
        writer.packedDoubles(7, DURATION_BOUNDS);
        writer.packedFixed64(6, durations.bucketCounts);
        writer.double(5, durations.sumUs / 1e6);
        writer.fixed64(4, BigInt(durations.count));
        writer.fixed64(3, time);
        writer.fixed64(2, BigInt(startUs) * NS_PER_US);
      });
    });
  });
}

function writeMetric(writer: BackwardWriter, name: string, unit: string, writePoints: () => void): void {
  writer.message(2, () => {
    writePoints();
    writer.string(3, unit);
    writer.string(1, name);
  });
}

function writeNumber(writer: BackwardWriter, value: number, time: bigint): void {
  writer.fixed64(6, BigInt(value));
  writer.fixed64(3, time);
}

function writeAttributes(writer: BackwardWriter, field: number, attributes: SeedAttributes): void {
  eachBackward(Object.entries(attributes), ([key, value]) =>
    writer.message(field, () => {
      writer.message(2, () => writeValue(writer, value));
      writer.string(1, key);
    }),
  );
}

function writeValue(writer: BackwardWriter, value: SeedValue): void {
  if (typeof value === 'string') writer.string(1, value);
  else if (typeof value === 'boolean') writer.varint(2, value ? 1 : 0);
  else if (typeof value === 'number') writer.varint(3, value);
  else writer.double(4, value.double);
}

function eachBackward<T>(items: readonly T[], visit: (item: T) => void): void {
  for (let index = items.length - 1; index >= 0; index--) visit(items[index] as T);
}

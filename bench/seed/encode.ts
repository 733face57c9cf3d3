import { BackwardWriter } from './backward-writer.ts';
import {
  SEVERITIES,
  type SeedAttributes,
  type SeedExport,
  type SeedGroup,
  type SeedLink,
  type SeedLog,
  type SeedSpan,
  type SeedSpanEvent,
  type SeedValue,
} from './record.ts';

const NS_PER_US = 1_000n;
const STATUS_ERROR = 2;
const SCOPE_VERSION = '1.2.0';

/** Numbers of OTLP's fields: tests/fixtures/otlp-proto. Everything is written last first, see BackwardWriter. */
export function encodeTraces(exported: SeedExport): Uint8Array<ArrayBuffer> {
  const writer = new BackwardWriter();
  eachBackward(exported.groups, (group) => {
    if (group.spans.length === 0) return;
    writer.message(1, () => {
      writer.message(2, () => {
        eachBackward(group.spans, (span) => writer.message(2, () => writeSpan(writer, span)));
        writeScope(writer, group);
      });
      writeResource(writer, group);
    });
  });
  return writer.take();
}

/** undefined where the export has no logs. */
export function encodeLogs(exported: SeedExport): Uint8Array<ArrayBuffer> | undefined {
  const writer = new BackwardWriter();
  eachBackward(exported.groups, (group) => {
    if (group.logs.length === 0) return;
    writer.message(1, () => {
      writer.message(2, () => {
        eachBackward(group.logs, (log) => writer.message(2, () => writeLog(writer, log)));
        writeScope(writer, group);
      });
      writeResource(writer, group);
    });
  });
  const bytes = writer.take();
  return bytes.length === 0 ? undefined : bytes;
}

function writeResource(writer: BackwardWriter, { resource }: SeedGroup): void {
  writer.message(1, () => writeAttributes(writer, 1, resource.attributes));
}

function writeScope(writer: BackwardWriter, { resource }: SeedGroup): void {
  writer.message(1, () => {
    writer.string(2, SCOPE_VERSION);
    writer.string(1, `@shop/${resource.service}`);
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

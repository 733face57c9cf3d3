import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadRequestType } from '../../tests/support/otlp-protobuf.ts';
import { BackwardWriter } from './backward-writer.ts';
import { seedDay } from './day.ts';
import { encodeLogs, encodeMetrics, encodeTraces } from './encode.ts';
import { DURATION_BOUNDS, type SeedAttributes, type SeedExport, type SeedSpan } from './record.ts';

const END_MS = Date.parse('2026-11-22T20:00:00Z');

/** Of the first hours, with more of the shop in them than health checks. */
const exports: readonly SeedExport[] = [...seedDay({ seed: 5, spans: 20_000, endMs: END_MS, exportSpans: 500 })].slice(
  0,
  5,
);

/** By OTLP's own .proto files, not by our decoder. */
const type = loadRequestType('traces');

/** As protobufjs gives it: 64-bit integers as text, bytes in base64, empty lists present. */
interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly SentAttribute[];
  readonly events: readonly { timeUnixNano: string; name: string; attributes: readonly SentAttribute[] }[];
  readonly links: readonly { traceId: string; spanId: string }[];
  readonly status?: { code?: number; message?: string };
}

interface SentAttribute {
  readonly key: string;
  readonly value: object;
}

interface SentRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly SentAttribute[] };
    readonly scopeSpans: readonly { readonly scope: object; readonly spans: readonly SentSpan[] }[];
  }[];
}

interface SentLogs {
  readonly resourceLogs?: readonly {
    readonly scopeLogs: readonly {
      readonly logRecords: readonly {
        readonly traceId: string;
        readonly spanId: string;
        readonly attributes: readonly SentAttribute[];
      }[];
    }[];
  }[];
}

interface SentMetrics {
  readonly resourceMetrics: readonly {
    readonly resource: { readonly attributes: readonly SentAttribute[] };
    readonly scopeMetrics: readonly { readonly metrics: readonly object[] }[];
  }[];
}

function decode(bytes: Uint8Array): SentRequest {
  return type.toObject(type.decode(bytes), { longs: String, bytes: String, arrays: true }) as SentRequest;
}

const hex = (base64: string) => Buffer.from(base64, 'base64').toString('hex');

function attributesOf(list: readonly SentAttribute[]): Record<string, unknown> {
  return Object.fromEntries(list.map(({ key, value }) => [key, value]));
}

function wanted(attributes: SeedAttributes): Record<string, unknown> {
  const entries = Object.entries(attributes).map(([key, value]) => {
    if (typeof value === 'string') return [key, { stringValue: value }];
    if (typeof value === 'boolean') return [key, { boolValue: value }];
    return [key, typeof value === 'number' ? { intValue: String(value) } : { doubleValue: value.double }];
  });
  return Object.fromEntries(entries);
}

function expectSame(span: SeedSpan, sent: SentSpan): void {
  expect({
    traceId: hex(sent.traceId),
    spanId: hex(sent.spanId),
    parentSpanId: hex(sent.parentSpanId ?? ''),
    name: sent.name,
    kind: sent.kind,
    start: sent.startTimeUnixNano,
    end: sent.endTimeUnixNano,
    status: [sent.status?.code ?? 0, sent.status?.message ?? ''],
    links: sent.links.map((link) => [hex(link.traceId), hex(link.spanId)]),
    events: sent.events.map((event) => [event.timeUnixNano, event.name, attributesOf(event.attributes)]),
    attributes: attributesOf(sent.attributes),
  }).toEqual({
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    name: span.name,
    kind: span.kind,
    start: `${span.startUs}000`,
    end: `${span.startUs + span.durationUs}000`,
    status: span.hasError ? [2, span.statusMessage] : [0, ''],
    links: span.links.map((link) => [link.traceId, link.spanId]),
    events: span.events.map((event) => [`${event.timeUs}000`, event.name, wanted(event.attributes)]),
    attributes: wanted(span.attributes),
  });
}

describe('encodeTraces', () => {
  it('writes every field of every span where the .proto files say', () => {
    let [events, links] = [0, 0];
    for (const exported of exports) {
      const { resourceSpans } = decode(encodeTraces(exported));
      const groups = exported.groups.filter(({ spans }) => spans.length > 0);
      expect(resourceSpans).toHaveLength(groups.length);
      groups.forEach(({ resource, spans }, index) => {
        const sent = resourceSpans[index]!;
        expect(attributesOf(sent.resource.attributes)).toEqual(wanted(resource.attributes));
        const scope = sent.scopeSpans[0]!;
        expect(scope.scope).toMatchObject({ name: `@shop/${resource.service}`, version: '1.2.0' });
        expect(scope.spans).toHaveLength(spans.length);
        spans.forEach((span, at) => {
          events += span.events.length;
          links += span.links.length;
          expectSame(span, scope.spans[at]!);
        });
      });
    }
    expect(Math.min(events, links)).toBeGreaterThan(0);
  });
});

describe('encodeLogs', () => {
  it('writes every field of every record where the .proto files say', () => {
    const logsType = loadRequestType('logs');
    const sent = exports.flatMap((exported) => {
      const { resourceLogs = [] } = logsType.toObject(logsType.decode(encodeLogs(exported) ?? new Uint8Array()), {
        longs: String,
        bytes: String,
      }) as SentLogs;
      return resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords));
    });
    const logs = exports.flatMap(({ groups }) => groups.flatMap((group) => group.logs));
    expect(logs.length).toBeGreaterThan(20);
    const made = logs.map(({ timeUs, traceId, spanId, severity, body, attributes }) => ({
      timeUnixNano: `${timeUs}000`,
      observedTimeUnixNano: `${timeUs}000`,
      traceId,
      spanId,
      severityText: severity,
      severityNumber: { INFO: 9, WARN: 13, ERROR: 17 }[severity],
      body: { stringValue: body },
      attributes: wanted(attributes),
    }));
    const read = sent.map((record) => ({
      ...record,
      traceId: hex(record.traceId),
      spanId: hex(record.spanId),
      attributes: attributesOf(record.attributes),
    }));
    expect(read).toEqual(made);
  });
});

describe('encodeMetrics', () => {
  it('writes every field of every point where the .proto files say', () => {
    const metricsType = loadRequestType('metrics');
    const measurements = exports.flatMap((exported) => exported.measurements);
    const sent = exports.flatMap((exported) => {
      const bytes = encodeMetrics(exported) ?? new Uint8Array();
      const { resourceMetrics } = metricsType.toObject(metricsType.decode(bytes), {
        longs: String,
        arrays: true,
      }) as SentMetrics;
      return resourceMetrics;
    });
    expect(measurements.length).toBeGreaterThan(20);
    expect(sent).toHaveLength(measurements.length);
    for (const [index, { resource, scopeMetrics }] of sent.entries()) {
      const made = measurements[index]!;
      const timeUnixNano = `${made.timeUs}000`;
      expect(attributesOf(resource.attributes)).toEqual(wanted(made.resource.attributes));
      expect(scopeMetrics[0]?.metrics).toMatchObject([
        {
          name: 'http.server.request.duration',
          unit: 's',
          histogram: {
            aggregationTemporality: 1,
            dataPoints: [
              {
                timeUnixNano,
                startTimeUnixNano: `${made.startUs}000`,
                count: String(made.durations.count),
                sum: made.durations.sumUs / 1e6,
                bucketCounts: made.durations.bucketCounts.map(String),
                explicitBounds: DURATION_BOUNDS,
              },
            ],
          },
        },
        {
          name: 'app.requests',
          sum: {
            aggregationTemporality: 2,
            isMonotonic: true,
            dataPoints: [{ timeUnixNano, asInt: String(made.requestsTotal) }],
          },
        },
        {
          name: 'process.memory.usage',
          unit: 'By',
          gauge: { dataPoints: [{ timeUnixNano, asInt: String(made.memoryBytes) }] },
        },
      ]);
    }
  });
});

describe('BackwardWriter', () => {
  it('writes any text, integer and double so that protobuf reads them back', () => {
    const value = fc.oneof(
      fc.record({ stringValue: fc.string({ unit: 'grapheme', maxLength: 300 }) }),
      fc.record({ intValue: fc.maxSafeInteger() }),
      fc.record({ doubleValue: fc.double() }),
    );
    fc.assert(
      fc.property(fc.array(value), (values) => {
        // Smaller than what comes, so that it must grow.
        const writer = new BackwardWriter(4);
        for (const each of [...values].reverse()) {
          writer.message(1, () =>
            writer.message(1, () =>
              writer.message(1, () =>
                writer.message(2, () => {
                  if ('stringValue' in each) writer.string(1, each.stringValue);
                  else if ('intValue' in each) writer.varint(3, each.intValue);
                  else writer.double(4, each.doubleValue);
                }),
              ),
            ),
          );
        }
        const read = decode(writer.take()).resourceSpans.map(({ resource }) => resource.attributes[0]?.value);
        expect(read).toEqual(values.map((each) => ('intValue' in each ? { intValue: String(each.intValue) } : each)));
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { decodeRows } from '../../../tests/support/otlp-decode.ts';
import { ProtobufWriter } from '../../base/protobuf-writer.ts';

const message = () => new ProtobufWriter();
/** A length that runs past the end. */
const DAMAGED = Buffer.from([0x3a, 0x05]);
const GAUGE = 5;
const SUM = 7;
const HISTOGRAM = 9;
const EXPONENTIAL_HISTOGRAM = 10;

function decodeMetrics(...metrics: Uint8Array[]) {
  const scope = metrics.reduce((writer, metric) => writer.bytes(2, metric), message()).finish();
  const request = message().bytes(1, message().bytes(2, scope).finish()).finish();
  return decodeRows(request, 'protobuf', { signal: 'metrics' });
}

const points = (...all: Uint8Array[]) => all.reduce((writer, point) => writer.bytes(1, point), message());
const metric = (kind: number, data: Uint8Array) => message().string(1, 'm').bytes(kind, data).finish();

function keptOf(rows: readonly object[]): unknown[] {
  return rows.map((row) => JSON.parse((row as { attr_json: Record<string, string> }).attr_json['m'] ?? ''));
}

/** sfixed64 and fixed64, which the writer of answers does not need. */
const fixed64 = (field: number, value: bigint) => {
  const bytes = Buffer.alloc(9);
  bytes[0] = field * 8 + 1;
  bytes.writeBigInt64LE(value, 1);
  return bytes;
};

describe('metrics in protobuf', () => {
  it('a damaged point is left out, its neighbours are kept', () => {
    const { rows, rejected, recordCount } = decodeMetrics(
      metric(GAUGE, points(Buffer.alloc(0), DAMAGED, Buffer.alloc(0)).finish()),
    );
    expect([rows.length, rejected, recordCount]).toEqual([2, [{ index: 1, reason: 'record-malformed' }], 3]);
  });

  it('a damaged metric is left out, its neighbours are kept', () => {
    const good = metric(GAUGE, points(Buffer.alloc(0)).finish());
    const { rows, rejected, recordCount } = decodeMetrics(good, Buffer.from([0x0a, 0x05]), good);
    expect([rows.length, rejected, recordCount]).toEqual([2, [{ index: 1, reason: 'record-malformed' }], 3]);
  });

  it('of two kinds of data the last wins, data sent twice is merged', () => {
    const sum = message().bytes(SUM, points(fixed64(6, 1n)).varint(2, 2n).varint(3, 1n).finish());
    const { rows } = decodeMetrics(
      sum
        .bytes(GAUGE, points(fixed64(6, -2n)).finish())
        .bytes(GAUGE, points(fixed64(6, 3n)).finish())
        .string(1, 'm')
        .finish(),
    );
    expect(keptOf(rows)).toEqual(
      [-2, 3].map((asInt) => ({ name: 'm', gauge: { dataPoints: [{ asInt: String(asInt) }] } })),
    );
  });

  it('counts and bounds may be packed or not, or both', () => {
    const packed = Buffer.concat([
      message()
        .bytes(6, Buffer.from(new BigUint64Array([1n, 2n]).buffer))
        .finish(),
      message()
        .bytes(7, Buffer.from(new Float64Array([0.5]).buffer))
        .finish(),
    ]);
    const single = Buffer.concat([fixed64(6, 3n), Buffer.from([0x39]), Buffer.from(new Float64Array([1.5]).buffer)]);
    const { rows } = decodeMetrics(metric(HISTOGRAM, points(Buffer.concat([packed, single])).finish()));
    expect(keptOf(rows)).toEqual([
      {
        name: 'm',
        histogram: { dataPoints: [{ count: '0', bucketCounts: ['1', '2', '3'], explicitBounds: [0.5, 1.5] }] },
      },
    ]);
  });

  it('buckets of an exponential histogram too', () => {
    const buckets = message()
      .varint(1, 3n)
      .bytes(2, Buffer.from([1, 0x80, 1]))
      .varint(2, 2n ** 64n - 1n)
      .finish();
    const more = message().varint(2, 5n).finish();
    const point = message().bytes(8, buckets).bytes(8, more).varint(6, 4n).finish();
    const { rows } = decodeMetrics(metric(EXPONENTIAL_HISTOGRAM, points(point).finish()));
    const positive = { offset: -2, bucketCounts: ['1', '128', '18446744073709551615', '5'] };
    expect(keptOf(rows)).toEqual([
      { name: 'm', exponentialHistogram: { dataPoints: [{ count: '0', scale: 2, positive }] } },
    ]);
  });

  it('millions of buckets or repeated descriptions are too large', () => {
    const counts = message().bytes(2, Buffer.alloc(4_000_000, 1)).finish();
    const buckets = points(message().bytes(8, counts).finish()).finish();
    expect(() => decodeMetrics(metric(EXPONENTIAL_HISTOGRAM, buckets))).toThrow('too many records or attributes');
    const gauge = Array.from({ length: 500 }).reduce<ProtobufWriter>((all) => all.bytes(1, Buffer.alloc(0)), message());
    const wordy = message()
      .string(2, 'x'.repeat(2 ** 20))
      .bytes(GAUGE, gauge.finish())
      .finish();
    expect(() => decodeMetrics(wordy)).toThrow('too many records or attributes');
  });

  it('points of OTLP 0.7, whose fields have other numbers, are refused and not lost unnoticed', () => {
    const intGauge = message()
      .string(1, 'm')
      .bytes(4, points(Buffer.alloc(0)).finish())
      .finish();
    expect(() => decodeMetrics(intGauge)).toThrow('no metric can be read');
    const good = metric(GAUGE, points(Buffer.alloc(0)).finish());
    expect(decodeMetrics(good, intGauge).rejected).toEqual([{ index: 1, reason: 'record-malformed' }]);
  });
});

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  attribute,
  decodeBoth,
  decodeRows,
  logsRequest,
  metricsRequest,
  SPAN_ID,
  TRACE_ID,
  traceRequest,
} from '../../../tests/support/otlp-decode.ts';
import { encodeRequest } from '../../../tests/support/otlp-protobuf.ts';
import { ROOT } from '../../../tests/support/repository.ts';
import { CombrayError } from '../../model/errors.ts';
import { OTLP_SIGNALS, type OtlpSignal } from './signals.ts';

const fixture = (path: string) => readFileSync(`${ROOT}/tests/fixtures/otlp/${path}`);
const CAPTURED = {
  protobuf: [
    fixture('opentelemetry-python-1.45.1/web-app/body.bin'),
    fixture('opentelemetry-js-0.223.1/web-app-protobuf/body.bin'),
  ],
  json: [fixture('opentelemetry-js-0.223.1/web-app-json/body.json')],
};

/** Log records and metrics of every kind, so that damage reaches every field. */
const LOGS = logsRequest([
  {
    timeUnixNano: '1700000000000000001',
    observedTimeUnixNano: '1700000000000000002',
    severityNumber: 9,
    severityText: 'INFO',
    body: { kvlistValue: { values: [attribute('k', { arrayValue: { values: [{ intValue: '1' }, {}] } })] } },
    attributes: [attribute('a', 'x'), attribute('b', { bytesValue: 'AQID' })],
    droppedAttributesCount: 1,
    flags: 1,
    traceId: TRACE_ID,
    spanId: SPAN_ID,
    eventName: 'e',
  },
  { body: { stringValue: 'text' } },
]);
const POINT = {
  startTimeUnixNano: '1',
  timeUnixNano: '1700000000000000001',
  attributes: [attribute('a', 'x'), attribute('b', 1)],
  exemplars: [
    {
      timeUnixNano: '5',
      asDouble: 1.5,
      traceId: TRACE_ID,
      spanId: SPAN_ID,
      filteredAttributes: [attribute('f', true)],
    },
  ],
};
const HISTOGRAM = { ...POINT, count: '3', sum: 4.5, min: 0.5, max: 2.5 };
const METRICS = metricsRequest([
  {
    name: 'gauge',
    unit: 's',
    description: 'd',
    gauge: {
      dataPoints: [
        { ...POINT, asDouble: 0.5 },
        { ...POINT, flags: 1 },
      ],
    },
  },
  { name: 'sum', sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: [{ ...POINT, asInt: '-5' }] } },
  { name: 'h', histogram: { dataPoints: [{ ...HISTOGRAM, bucketCounts: ['1', '0', '2'], explicitBounds: [1, 2] }] } },
  {
    name: 'e',
    exponentialHistogram: {
      dataPoints: [
        {
          ...HISTOGRAM,
          scale: 2,
          zeroCount: '1',
          zeroThreshold: 0.1,
          positive: { offset: -2, bucketCounts: ['1', '1'] },
        },
      ],
    },
  },
  {
    name: 's',
    summary: { dataPoints: [{ timeUnixNano: '5', count: '2', sum: 3, quantileValues: [{ quantile: 0.5, value: 1 }] }] },
  },
]);
const MADE = [
  ['logs', LOGS],
  ['metrics', METRICS],
] as const;

/** Decodes, or refuses as a client's mistake. Anything else is a bug; so is a name that stands twice in a row. */
function decodeOrRefuse(body: Uint8Array, encoding: 'protobuf' | 'json', signal: OtlpSignal = 'traces'): void {
  try {
    const { rows, rejected, recordCount } = decodeRows(body, encoding, { signal });
    expect(rejected.length).toBeLessThanOrEqual(recordCount);
    const keptCount = recordCount - rejected.length;
    // Several data points may share a row.
    if (signal === 'metrics') expect(rows.length).toBeLessThanOrEqual(keptCount);
    else expect(rows.filter(({ kind }) => kind === 'span' || kind === 'log_record').length).toBe(keptCount);
  } catch (error) {
    if (!(error instanceof CombrayError)) throw error;
    expect(error.kind.httpStatus).toBeGreaterThanOrEqual(400);
    expect(error.kind.httpStatus).toBeLessThan(500);
  }
}

/** Places (0 to 1) and what happens there. */
const mutations = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    what: fc.constantFrom('flip', 'set', 'insert', 'remove', 'repeat', 'cut'),
    byte: fc.nat(255),
    length: fc.integer({ min: 1, max: 40 }),
  }),
  { minLength: 1, maxLength: 6 },
);

type Mutation = typeof mutations extends fc.Arbitrary<(infer One)[]> ? One : never;

function mutate(body: Buffer, { at, what, byte, length }: Mutation): Buffer {
  const index = Math.floor(at * body.length);
  const [before, rest] = [body.subarray(0, index), body.subarray(index)];
  switch (what) {
    case 'flip':
      return Buffer.concat([before, Buffer.from([(rest[0] ?? 0) ^ (1 << (byte & 7))]), rest.subarray(1)]);
    case 'set':
      return Buffer.concat([before, Buffer.from([byte]), rest.subarray(1)]);
    case 'insert':
      return Buffer.concat([before, Buffer.alloc(length, byte), rest]);
    case 'remove':
      return Buffer.concat([before, rest.subarray(length)]);
    case 'repeat':
      return Buffer.concat([before, rest.subarray(0, length), rest]);
    default:
      return before;
  }
}

describe('whatever is sent', () => {
  it.each(['protobuf', 'json'] as const)('%s that a real SDK sent, damaged at random', (encoding) => {
    fc.assert(
      fc.property(fc.constantFrom(...CAPTURED[encoding]), mutations, (body, changes) => {
        decodeOrRefuse(changes.reduce(mutate, body), encoding);
      }),
      { numRuns: 3_000 },
    );
  });

  it.each(MADE)('%s, damaged at random', (signal, request) => {
    const bodies = {
      protobuf: Buffer.from(encodeRequest(signal, request)),
      json: Buffer.from(JSON.stringify(request)),
    };
    fc.assert(
      fc.property(fc.constantFrom('protobuf' as const, 'json' as const), mutations, (encoding, changes) => {
        decodeOrRefuse(changes.reduce(mutate, bodies[encoding]), encoding, signal);
      }),
      { numRuns: 3_000 },
    );
  });

  it('random bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom('protobuf' as const, 'json' as const),
        fc.constantFrom(...OTLP_SIGNALS),
        decodeOrRefuse,
      ),
      { numRuns: 2_000 },
    );
  });

  it('random JSON under the names of OTLP', () => {
    const keys = [
      'resourceSpans',
      'scopeSpans',
      'resource',
      'scope',
      'spans',
      'attributes',
      'key',
      'value',
      'events',
      'links',
      'traceId',
      'spanId',
      'stringValue',
      'arrayValue',
      'kvlistValue',
      'values',
      'status',
      'kind',
      'name',
    ];
    const leaf = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.constantFrom(null, TRACE_ID, SPAN_ID),
    );
    const { node } = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 8 },
        leaf,
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...keys), tie('node'), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(node, (value) => {
        decodeOrRefuse(Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [value] }] }] })), 'json');
        decodeOrRefuse(Buffer.from(JSON.stringify(value)), 'json');
      }),
      { numRuns: 2_000 },
    );
  });

  it('any attributes make the same rows in both encodings', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 });
    const { value } = fc.letrec<{ value: object }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4, depthSize: 'small' },
        fc.record({ stringValue: text }),
        fc.record({ boolValue: fc.boolean() }),
        fc.record({ intValue: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String) }),
        fc.record({
          doubleValue: fc.double().map((double) => (Number.isFinite(double) ? double + 0 : String(double))),
        }),
        fc.record({
          bytesValue: fc.uint8Array({ maxLength: 9 }).map((bytes) => Buffer.from(bytes).toString('base64')),
        }),
        fc.constant({}),
        fc.record({ arrayValue: fc.record({ values: fc.array(tie('value'), { maxLength: 4 }) }) }),
        fc.record({
          kvlistValue: fc.record({
            values: fc.array(
              fc.tuple(text, tie('value')).map(([key, item]) => attribute(key, item)),
              { maxLength: 4 },
            ),
          }),
        }),
      ),
    }));
    const attributes = fc.array(
      fc
        .tuple(fc.oneof(text, fc.constantFrom('a', 'name', 'sampleRate')), value)
        .map(([key, item]) => attribute(key, item)),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(attributes, attributes, attributes, attributes, (own, scope, resource, event) => {
        const { rows, rejected } = decodeBoth(
          traceRequest([{ attributes: own, events: [{ name: 'exception', attributes: event }] }], {
            scope: { attributes: scope },
            resource: { attributes: resource },
          }),
        );
        expect([rows.length, rejected]).toEqual([2, []]);
      }),
      { numRuns: 200 },
    );
  });
});

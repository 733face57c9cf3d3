import { randomBytes } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom, takeSeed } from '../../../tests/support/random.ts';
import { createAddressSet } from '../../base/address-set.ts';
import { systemClock } from '../../base/clock.ts';
import { createInflater } from '../../base/inflate.ts';
import { silentLog } from '../../base/log.ts';
import { MS_PER_DAY, MS_PER_SECOND } from '../../base/time.ts';
import type { DaemonCounts, DaemonName } from '../../catalog/index.ts';
import { openTestIntake, type TestIntake } from '../../intake/intake.kit.ts';
import { CombrayError } from '../../model/errors.ts';
import type { EnvironmentId } from '../../model/ids.ts';
import { DEFAULT_RECORD_LIMITS } from '../../model/limits.ts';
import { createSegments, createTraces, createWholeTraces } from '../../traces/index.ts';
import { API_PATHS } from './api-paths.ts';
import { openXRayDoor, type XRayDoor } from './door.ts';
import { OPERATIONS } from './operations.ts';

const ENVIRONMENT = 7 as EnvironmentId;
const LOOPBACK = '127.0.0.1';

let test: TestIntake;
let door: XRayDoor;
let daemon: FastifyInstance;
let isFull = false;
let bugs = 0;
const heard: { daemon: DaemonName; records: readonly DaemonCounts[] }[] = [];
const registry = new Registry();
const inflater = createInflater();

beforeAll(async () => {
  test = await openTestIntake(systemClock);
  door = openXRayDoor({
    bodyLimits: { bodyBytesMax: 2 ** 20, inflatedBytesMax: 2 ** 20 },
    recordLimits: DEFAULT_RECORD_LIMITS,
    retentionMs: 30 * MS_PER_DAY,
    queueBytesMax: 2 ** 22,
    clock: systemClock,
    random: () => 0,
    log: silentLog,
    intake: test.intake,
    refusals: test.refusals,
    daemons: {
      note: async (_environment, daemon, records) => void heard.push({ daemon, records }),
      list: async () => [],
    },
    segments: createSegments(test.store),
    traces: createTraces(test.store),
    wholeTraces: createWholeTraces(test.store),
    inflater,
    registry,
    onBug: () => bugs++,
    requireSpace: () => {
      if (isFull) throw new CombrayError('disk-full', 'no room');
    },
    allowed: createAddressSet(['127.0.0.0/8', '10.0.0.0/8']),
    daemonEnvironment: () => ({ environment: ENVIRONMENT, accountId: '000011112222' }),
  });
  daemon = Fastify({ routerOptions: { caseSensitive: true } });
  await door.mountDaemon(daemon);
});
afterAll(async () => {
  await daemon.close();
  await door.close();
  await inflater.close();
  await test.close();
  expect(bugs).toBe(0);
});

async function post(url: string, body: unknown, headers: Record<string, string> = {}, remoteAddress = LOOPBACK) {
  const payload = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await daemon.inject({ method: 'POST', url, payload, headers, remoteAddress });
  return {
    status: answer.statusCode,
    headers: answer.headers,
    type: answer.headers['x-amzn-errortype'],
    body: answer.json(),
  };
}

let ids = 0;
const segment = (fields: object = {}) => ({
  name: 'backend',
  id: (++ids).toString(16).padStart(16, 'a'),
  trace_id: `1-6b03a77b-${ids.toString(16).padStart(24, 'b')}`,
  start_time: Date.now() / MS_PER_SECOND,
  end_time: Date.now() / MS_PER_SECOND + 1,
  ...fields,
});
const put = (...documents: unknown[]) =>
  post('/TraceSegments', {
    TraceSegmentDocuments: documents.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))),
  });
const datagram = (document: unknown) => Buffer.from(`{"format":"json","version":1}\n${JSON.stringify(document)}`);
const accepted = (name: string) => test.count('combray_records_accepted_total', `door="${name}"`);

describe('the wire', () => {
  it.each(Object.entries(API_PATHS))('%s is answered on %s, built or not', async (name, path) => {
    const isBuilt = OPERATIONS.some((operation) => operation.name === name);
    const { status, type, headers } = await post(path, '');
    expect(headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers['content-type']).toBe('application/json');
    if (!isBuilt) expect([status, type]).toEqual([404, 'UnknownOperationException']);
    else expect([200, 400]).toContain(status);
  });

  it.each<[string, string, string]>([
    ['/TraceSegments', 'no json', 'The body is not valid JSON'],
    ['/TraceSegments', '[]', 'The body must be a JSON object'],
    [
      '/TraceSegments',
      '{}',
      "1 validation error detected: Value at 'traceSegmentDocuments' failed to satisfy constraint: Member must not be null",
    ],
    [
      '/TraceSegments',
      '{"TraceSegmentDocuments":[1]}',
      "1 validation error detected: Value at 'traceSegmentDocuments.1.member' failed to satisfy constraint: Member must be of type string",
    ],
    [
      '/SamplingTargets',
      '{"SamplingStatisticsDocuments":[{"RuleName":"Default","ClientID":"x","Timestamp":1,"RequestCount":-1,"SampledCount":0}]}',
      "2 validation errors detected: Value at 'samplingStatisticsDocuments.1.member.clientID' failed to satisfy constraint: Member must have length greater than or equal to 24; Value at 'samplingStatisticsDocuments.1.member.requestCount' failed to satisfy constraint: Member must have value greater than or equal to 0",
    ],
    ['/GetSamplingRules', '{"NextToken":"x"}', 'Invalid NextToken'],
    ['/Groups', '{"NextToken":"x"}', 'Invalid NextToken'],
  ])('%s with %s is refused by name', async (path, body, message) => {
    expect(await post(path, body)).toMatchObject({
      status: 400,
      type: 'InvalidRequestException',
      body: { Message: message },
    });
  });

  it('takes null for an absent member, any content type, and a signature by anyone', async () => {
    const authorization =
      'AWS4-HMAC-SHA256 Credential=dummy/20261123/eu-west-3/xray/aws4_request, SignedHeaders=host, Signature=0';
    const answer = await post('/GetSamplingRules', '{"NextToken":null}', {
      authorization,
      'content-type': 'text/plain',
    });
    expect(answer.status).toBe(200);
    expect(answer.body.SamplingRuleRecords[0].SamplingRule.RuleARN).toBe(
      'arn:aws:xray:eu-west-3:000011112222:sampling-rule/Default',
    );
  });

  it('takes no body with a content type (.NET), and a body without one (Go)', async () => {
    const ask = async (body: string, headers = {}) => (await post('/GetSamplingRules', body, headers)).status;
    expect(await ask('', { 'content-type': 'application/json; charset=utf-8', 'content-length': '0' })).toBe(200);
    expect(await ask('{"NextToken":null}')).toBe(200);
  });

  it('is not for foreign addresses, nor for pages in a browser, and has no other paths', async () => {
    expect(await post('/Groups', '', {}, '192.0.2.1')).toMatchObject({ status: 403, type: 'AccessDeniedException' });
    expect(await post('/Groups', '', {}, '10.1.2.3')).toMatchObject({ status: 200 });
    expect(await post('/Groups', '', { origin: 'http://127.0.0.1' })).toMatchObject({ status: 403 });
    expect(await post('/groups', '')).toMatchObject({ status: 404, type: 'UnknownOperationException' });
  });

  it('refuses a body that is too large, without reading it', async () => {
    const answer = await post('/TraceSegments', `{"TraceSegmentDocuments":["${'x'.repeat(2 ** 20)}"]}`);
    expect(answer).toMatchObject({ status: 413, type: 'RequestEntityTooLargeException' });
  });
});

describe('sampling and groups', () => {
  it('answers rules in the shape that every SDK reads', async () => {
    expect((await post('/GetSamplingRules', '{}')).body).toEqual({
      SamplingRuleRecords: [
        {
          SamplingRule: {
            RuleName: 'Default',
            RuleARN: 'arn:aws:xray:us-east-1:000011112222:sampling-rule/Default',
            ResourceARN: '*',
            Priority: 10000,
            FixedRate: 0.05,
            ReservoirSize: 1,
            ServiceName: '*',
            ServiceType: '*',
            Host: '*',
            HTTPMethod: '*',
            URLPath: '*',
            Version: 1,
            Attributes: {},
          },
          CreatedAt: 0,
          ModifiedAt: 1529959993,
        },
      ],
    });
  });

  it('shares the reservoir, and answers for each document by itself', async () => {
    const seconds = Math.floor(Date.now() / MS_PER_SECOND);
    const report = (ClientID: string, Timestamp: number, RuleName = 'Default') => ({
      RuleName,
      ClientID,
      Timestamp,
      RequestCount: 10,
      SampledCount: 0,
      BorrowCount: 1,
    });
    const { body } = await post('/SamplingTargets', {
      SamplingStatisticsDocuments: [
        report('a'.repeat(24), seconds),
        // Java sends milliseconds.
        report('b'.repeat(24), seconds * 1_000),
        report('c'.repeat(24), seconds, 'nope'),
        report('d'.repeat(24), seconds - 86_400),
      ],
    });
    expect(body).toEqual({
      SamplingTargetDocuments: [1, 0].map((ReservoirQuota) => ({
        RuleName: 'Default',
        FixedRate: 0.05,
        ReservoirQuota,
        ReservoirQuotaTTL: expect.any(Number),
        Interval: 10,
      })),
      LastRuleModification: 1529959993,
      UnprocessedStatistics: [
        { RuleName: 'nope', ErrorCode: '400', Message: 'Unknown rule' },
        { RuleName: 'Default', ErrorCode: '400', Message: 'Timestamp is too far from the present' },
      ],
    });
    expect(body.SamplingTargetDocuments[0].ReservoirQuotaTTL - seconds).toBeGreaterThan(20);
  });

  it('takes the statistics of OpenTelemetry’s samplers, which name a count differently and tell of boosts', async () => {
    const seconds = Date.now() / MS_PER_SECOND;
    const shared = { RuleName: 'Default', Timestamp: seconds };
    const statistics = { ...shared, ClientID: 'e'.repeat(24), RequestCount: 3, SampleCount: 1, BorrowCount: 1 };
    const boost = { ...shared, ServiceName: null, TotalCount: 3, AnomalyCount: 1, SampledAnomalyCount: 0 };
    const { status, body } = await post('/SamplingTargets', {
      SamplingStatisticsDocuments: [statistics],
      SamplingBoostStatisticsDocuments: [boost],
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      SamplingTargetDocuments: [{ RuleName: 'Default', FixedRate: 0.05 }],
      UnprocessedStatistics: [],
      UnprocessedBoostStatistics: [],
    });
  });

  it('has the group of all traces, and takes what daemons count', async () => {
    expect((await post('/Groups', '{}')).body).toEqual({
      Groups: [
        {
          GroupName: 'Default',
          GroupARN: expect.stringMatching(/^arn:aws:xray:us-east-1:000011112222:group\/Default\/[0-9A-F]{26}$/),
          InsightsConfiguration: { InsightsEnabled: false, NotificationsEnabled: false },
        },
      ],
    });
    const record = {
      Timestamp: 1420070400,
      SegmentsReceivedCount: 123,
      SegmentsSpilloverCount: -5,
      BackendConnectionErrors: { TimeoutCount: 7 },
    };
    expect(await post('/TelemetryRecords', { TelemetryRecords: [record], Hostname: '' })).toMatchObject({
      status: 200,
      body: {},
    });
    expect(heard.at(-1)).toMatchObject({
      daemon: { hostname: '', resourceArn: '', instanceId: '' },
      records: [{ received: 123, spilled: 0, sent: expect.any(Number), timeouts: 7, http5xx: 0 }],
    });
    const metrics = await registry.metrics();
    expect(metrics).toContain('combray_xray_daemon_segments_total{outcome="received"} 123');
    expect(metrics).toContain('combray_xray_daemon_connection_errors_total{kind="timeout"} 7');
  });
});

describe('PutTraceSegments', () => {
  it('keeps the good documents, names the others, and counts what is on disk', async () => {
    const before = await accepted('xray_http');
    const good = segment();
    const { status, body } = await put(good, {}, 'x', { ...segment(), name: '' }, segment());
    expect(status).toBe(200);
    expect(body.UnprocessedTraceSegments.map(({ ErrorCode }: { ErrorCode: string }) => ErrorCode)).toEqual([
      'MissingId',
      'ParseError',
      'InvalidName',
    ]);
    expect((await accepted('xray_http')) - before).toBe(2);
    const [row] = await test.ask(`SELECT document FROM segments WHERE lower(hex(segment_id)) = '${good.id}'`);
    expect(row?.document).toBe(JSON.stringify(good));
    expect(await test.ask(`SELECT count() AS count FROM events WHERE lower(hex(span_id)) = '${good.id}'`)).toEqual([
      { count: '1' },
    ]);
  });

  it('writes nothing for a repeat, and of a change leaves nothing older', async () => {
    const first = segment({ subsegments: [{ id: 'cccccccccccccccc', name: 'S3', start_time: 1, end_time: 2 }] });
    const rowsOf = () =>
      test.ask(`SELECT name, document_version AS version FROM events
        WHERE lower(hex(trace_id)) = '${first.trace_id.slice(2).replace('-', '')}' ORDER BY name`);
    await put(first);
    const before = await rowsOf();
    expect(before.map(({ name }) => name)).toEqual(['S3', 'backend']);
    await put(first, first);
    expect(await rowsOf()).toEqual(before);
    await put({ ...first, name: 'changed', subsegments: [] });
    expect((await rowsOf()).map(({ name }) => name)).toEqual(['changed']);
  });

  it('is refused for later while the disk is full', async () => {
    isFull = true;
    expect(await put(segment())).toMatchObject({
      status: 503,
      type: 'ServiceUnavailableException',
      headers: { 'retry-after': '1' },
    });
    const before = await test.count('combray_records_spilled_total');
    door.takeDatagram(datagram(segment()), LOOPBACK);
    expect((await test.count('combray_records_spilled_total')) - before).toBe(1);
    isFull = false;
  });
});

describe('UDP', () => {
  it('keeps documents and counts every datagram once: accepted, or rejected by its reason', async () => {
    const before = await accepted('xray_udp');
    for (let count = 0; count < 100; count++) door.takeDatagram(datagram(segment()), LOOPBACK);
    door.takeDatagram(Buffer.from('junk'), LOOPBACK);
    door.takeDatagram(datagram(segment()), '192.0.2.1');
    door.takeDatagram(datagram({}), '::ffff:127.0.0.1');
    // One queue: what came by UDP is kept before what came after it by HTTP.
    await put(segment());
    expect((await accepted('xray_udp')) - before).toBe(100);
    for (const reason of ['header-missing', 'address-foreign', 'id-missing']) {
      expect(await test.count('combray_records_rejected_total', `door="xray_udp",reason="${reason}"`)).toBe(1);
    }
  });

  it('survives 100,000 random datagrams, and what is good among them is kept', async () => {
    const random = seededRandom(takeSeed('random datagrams'));
    const received = await test.count('combray_records_received_total', 'xray_udp');
    const before = await accepted('xray_udp');
    const good = datagram(segment());
    let goodCount = 0;
    for (let count = 0; count < 100_000; count++) {
      const kind = random();
      if (kind < 0.001) {
        door.takeDatagram(datagram(segment()), LOOPBACK);
        goodCount++;
      } else if (kind < 0.9) {
        const junk = randomBytes(Math.floor(random() * 100));
        door.takeDatagram(kind < 0.5 ? junk : Buffer.concat([good.subarray(0, 30), junk]), LOOPBACK);
      } else {
        const mutated = Buffer.from(good.subarray(0, kind < 0.95 ? Math.floor(random() * good.length) : good.length));
        for (let change = 0; change < 3; change++) {
          mutated[Math.floor(random() * mutated.length)] = Math.floor(random() * 256);
        }
        door.takeDatagram(mutated, LOOPBACK);
      }
      if (count % 5_000 === 0) await put(segment());
    }
    await put(segment());
    expect((await test.count('combray_records_received_total', 'xray_udp')) - received).toBe(100_000);
    const kept = await accepted('xray_udp');
    expect(kept - before).toBeGreaterThanOrEqual(goodCount);
    const refused = await test.count('combray_records_rejected_total', 'xray_udp');
    const spilled = await test.count('combray_records_spilled_total', 'xray_udp');
    // Every datagram of this file in exactly one count.
    expect(kept + refused + spilled).toBe(await test.count('combray_records_received_total', 'xray_udp'));
  }, 60_000);
});

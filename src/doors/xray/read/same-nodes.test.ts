import { afterAll, beforeAll, expect, it } from 'vitest';
import { bytesFromHex } from '../../../base/hex.ts';
import { ATTRIBUTE_JSON, ATTRIBUTE_STRING } from '../../../model/event-batch.ts';
import { EventBatchBuilder } from '../../../model/event-batch-builder.ts';
import type { EnvironmentId, TraceId } from '../../../model/ids.ts';
import { createTraces, createWholeTraces } from '../../../traces/index.ts';
import { openTestTelemetry } from '../../../traces/telemetry.kit.ts';
import { printServices } from './service-graph.ts';
import { summarizeTrace } from './summarize-trace.ts';
import { assembleTrace } from './trace-documents.ts';

const ENVIRONMENT = 1 as EnvironmentId;
const START_NS = 1_790_000_000_000_000_000n;
const TRACE = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' as TraceId;

let store: Awaited<ReturnType<typeof openTestTelemetry>>;
beforeAll(async () => {
  store = await openTestTelemetry();
});
afterAll(() => store.close());

/** Attributes of calls; a list stands for an array of texts. */
const CALLS: readonly Readonly<Record<string, string | readonly string[]>>[] = [
  {},
  { 'server.address': 'files' },
  { 'url.full': 'https://mail.test:8443/send' },
  { 'url.full': 'HTTPS://User:p@ss@Mail.Test/?a=b@c' },
  { 'http.url': 'http://[2001:db8::1]:80/x' },
  { 'url.full': '/relative' },
  { 'peer.service': 'billing', 'server.address': 'files' },
  { 'db.system': 'mysql', 'db.name': 'carts', 'db.connection_string': 'jdbc:mysql://db.test:3306' },
  { 'db.system': 'mssql', 'db.name': 'bills', 'db.connection_string': 'Server=db;Port=1433' },
  { 'db.system': 'oracle', 'db.name': 'old', 'db.connection_string': 'oracle://h', 'server.address': 'other' },
  { 'aws.remote.service': 'AWS::SQS', 'rpc.system': 'aws-api', 'aws.sqs.queue.url': 'https://sqs/1/letters' },
  { 'aws.service': 'Lambda', 'aws.function_name': 'resize' },
  { 'aws.service': 'sqs', 'aws.queue_url': 'https://sqs/1/letters' },
  { 'aws.remote.service': 'AWS::S3' },
  { 'aws.remote.service': 'AWS.SDK.SQS', 'rpc.system': 'aws-api' },
  { 'rpc.system': 'aws-api', 'rpc.service': 'SNS', 'rpc.method': 'Publish' },
  { 'rpc.service': 'shop.Cart' },
  { 'db.system': 'postgresql', 'db.name': 'orders', 'server.address': 'pg' },
  { 'db.system.name': 'mysql' },
  { 'db.system': 'redis', 'db.namespace': '0' },
  { 'messaging.destination.name': 'letters' },
  { 'aws.table_name': 'games', 'rpc.system': 'aws-api' },
  { 'aws.dynamodb.table_names': ['scores'], 'db.system': 'dynamodb' },
  {
    'aws.dynamodb.table_names': ['a', 'b'],
    'db.system': 'dynamodb',
    'rpc.system': 'aws-api',
    'rpc.service': 'DynamoDB',
  },
];

function addCall(builder: EventBatchBuilder, attributes: (typeof CALLS)[number], index: number): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'string') builder.attribute(name, ATTRIBUTE_STRING, value);
    else {
      const values = value.map((stringValue) => ({ stringValue }));
      builder.attribute(name, ATTRIBUTE_JSON, JSON.stringify({ arrayValue: { values } }));
    }
  }
  builder.endRow({
    timeNs: START_NS + BigInt(index),
    durationNs: 1_000_000n,
    signal: 'trace',
    kind: 'span',
    dataset: 'api',
    service: 'api',
    traceId: bytesFromHex(TRACE),
    spanId: bytesFromHex((index + 100).toString(16).padStart(16, '0')),
    parentId: bytesFromHex('00000000000000aa'),
    name: `call ${index}`,
    spanKind: index % 2 === 0 ? 'client' : 'producer',
  });
}

it('the graph and the summary name whoever is called by the same rule', async () => {
  const builder = new EventBatchBuilder();
  builder.attribute('cloud.platform', ATTRIBUTE_STRING, 'aws_ecs');
  builder.attribute('aws.ecs.launchtype', ATTRIBUTE_STRING, 'FARGATE');
  const root = { signal: 'trace', kind: 'span', dataset: 'api', service: 'api', name: 'GET /' } as const;
  const spanId = bytesFromHex('00000000000000aa');
  builder.endRow({
    ...root,
    timeNs: START_NS,
    durationNs: 9_000_000n,
    traceId: bytesFromHex(TRACE),
    spanId,
    spanKind: 'server',
  });
  CALLS.forEach((attributes, index) => {
    addCall(builder, attributes, index);
  });
  await store.write({ environment: ENVIRONMENT, source: 'otlp/1', batch: builder.build() });
  const { traces } = await createWholeTraces(store).read(ENVIRONMENT, [TRACE]);
  const summary = summarizeTrace(assembleTrace(TRACE, traces[0]!));
  const range = { fromNs: START_NS - 1n, toNs: START_NS + 1_000_000_000n };
  const services = printServices(await createTraces(store).map(ENVIRONMENT, range));
  const nodes = (list: unknown) =>
    (list as { Name: string; Type?: string }[]).map(({ Name, Type = '' }) => `${Name} | ${Type}`).sort();
  expect(nodes(services)).toEqual(nodes(summary?.ServiceIds));
  expect(nodes(services)).toContain('api | AWS::ECS::Fargate');
  expect(nodes(services)).toContain('scores | AWS::DynamoDB::Table');
  expect(nodes(services)).toContain('carts@db.test | Database::SQL');
  expect(nodes(services)).toContain('bills | Database::SQL');
  expect(nodes(services)).toContain('SQS | AWS::SQS::Queue');
  expect(nodes(services)).toContain('Mail.Test | remote');
});

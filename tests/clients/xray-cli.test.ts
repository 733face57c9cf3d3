import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiClient, signIn } from '../support/api.ts';
import { awsXray } from '../support/aws.ts';
import { readCounter } from '../support/metrics.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let api: ApiClient;
beforeAll(async () => {
  server = await startServer();
  api = await signIn(server);
});
afterAll(() => server?.close());

const NOW = Math.floor(Date.now() / 1_000);
const TRACE = '1-57ff426a-80c11c39b0c928905eb0828d';
const SEGMENT = {
  name: '127.0.0.1:4567',
  id: '20312a0e2b8809f4',
  trace_id: TRACE,
  start_time: NOW - 5,
  end_time: NOW - 4.5,
};

interface Put {
  readonly UnprocessedTraceSegments: readonly {
    readonly Id?: string;
    readonly ErrorCode: string;
    readonly Message: string;
  }[];
}

describe('AWS CLI 1 from PyPI, told nothing but the endpoint', () => {
  it('put-trace-segments keeps what is good and names what is not', async () => {
    const documents = [JSON.stringify(SEGMENT), '[]', JSON.stringify({ ...SEGMENT, name: '' })];
    const put = await awsXray<Put>(server, ['put-trace-segments', '--trace-segment-documents', ...documents]);
    expect(put).toEqual({
      UnprocessedTraceSegments: [
        { ErrorCode: 'MissingId', Message: 'Invalid segment. ErrorCode: MissingId' },
        {
          Id: SEGMENT.id,
          ErrorCode: 'InvalidName',
          Message: 'Invalid segment. ErrorCode: InvalidName, Cause: it must be a text that is not empty',
        },
      ],
    });
    // Answered when it is kept.
    const [trace] = (await api.traces({ service: SEGMENT.name })).traces;
    expect(trace).toMatchObject({
      traceId: '57ff426a80c11c39b0c928905eb0828d',
      rootService: '127.0.0.1:4567',
      spanCount: 1,
    });
  });

  it('get-sampling-rules pages once, with its region and a made-up account in the ARN', async () => {
    const { SamplingRuleRecords: records } = await awsXray<{ SamplingRuleRecords: { SamplingRule: object }[] }>(
      server,
      ['get-sampling-rules'],
      { region: 'ap-southeast-2' },
    );
    expect(records).toHaveLength(1);
    expect(records[0]?.SamplingRule).toMatchObject({
      RuleName: 'Default',
      RuleARN: expect.stringMatching(/^arn:aws:xray:ap-southeast-2:\d{12}:sampling-rule\/Default$/),
      FixedRate: 0.05,
      ReservoirSize: 1,
    });
  });

  it('get-sampling-targets gives a quota, and names a rule there is none of', async () => {
    const statistics = ['Default', 'nope'].map(
      (rule) =>
        `RuleName=${rule},ClientID=${'1'.repeat(24)},Timestamp=${NOW},RequestCount=20,SampledCount=0,BorrowCount=1`,
    );
    const args = ['get-sampling-targets', '--sampling-statistics-documents', ...statistics];
    expect(await awsXray(server, args)).toMatchObject({
      SamplingTargetDocuments: [{ RuleName: 'Default', FixedRate: 0.05, ReservoirQuota: 1, Interval: 10 }],
      UnprocessedStatistics: [{ RuleName: 'nope' }],
    });
  });

  it('get-groups has the default group', async () => {
    const { Groups: groups } = await awsXray<{ Groups: object[] }>(server, ['get-groups']);
    expect(groups).toMatchObject([{ GroupName: 'Default' }]);
  });

  it('is refused with a wrong secret, by the names it knows, and nothing is kept', async () => {
    const before = await readCounter(server, 'combray_records_accepted_total');
    const put = ['put-trace-segments', '--trace-segment-documents', JSON.stringify({ ...SEGMENT, id: 'a'.repeat(16) })];
    await expect(awsXray(server, put, { secret: 'wrong' })).rejects.toThrow(
      /An error occurred \(InvalidSignatureException\) when calling the PutTraceSegments operation: \S/,
    );
    expect(await readCounter(server, 'combray_records_accepted_total')).toBe(before);
  });

  it('is told what is not built', async () => {
    await expect(awsXray(server, ['get-encryption-config'])).rejects.toThrow(
      /\(UnknownOperationException\) when calling the GetEncryptionConfig operation/,
    );
  });

  it('may ask the daemon’s port too, whatever key it signs with', async () => {
    const daemon = { ...server, origin: `http://${server.xray}` };
    const { Groups: groups } = await awsXray<{ Groups: object[] }>(daemon, ['get-groups'], { secret: 'dummy' });
    expect(groups).toMatchObject([{ GroupName: 'Default' }]);
  });
});

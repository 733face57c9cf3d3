import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstRunOf, openTestAccess, type TestAccess } from '../../src/access/access.kit.ts';
import { type AwsGuard, createAwsGuard } from '../../src/access/aws-guard.ts';
import { systemClock } from '../../src/base/clock.ts';
import { cleanEnvironment } from '../support/child.ts';
import { pythonWith } from '../support/examples.ts';
import { ROOT } from '../support/repository.ts';

const JSON_TYPE = { 'Content-Type': 'application/json' };
const CASES = [
  { method: 'POST', path: '/TraceSegments', body: '{"TraceSegmentDocuments":["{}"]}', headers: JSON_TYPE },
  { method: 'POST', path: '/EncryptionConfig', body: '', headers: {} },
  { method: 'POST', path: '/Traces', body: '{"TraceIds":["é😀"]}', headers: JSON_TYPE },
  { method: 'POST', path: '/TraceSummaries', body: '{}', headers: { 'X-Amzn-Xray-Timestamp': '1790000000.25' } },
  { method: 'POST', path: '/v1/traces', body: 'protobuf', headers: { 'Content-Type': 'application/x-protobuf' } },
  { method: 'GET', path: '/a%20b/%C3%A9?b=2&a=1&a=0&c=%2F%20x', body: '', headers: {} },
] as const;

/** The signer of the AWS CLI and boto3, which comes with the X-Ray SDK; the guard is asked as routes ask it. */
describe('requests that botocore signs', () => {
  let test: TestAccess;
  let guard: AwsGuard;
  let key: { id: string; secret: string };
  beforeAll(async () => {
    test = await openTestAccess();
    key = (await firstRunOf(test)).awsKey;
    guard = createAwsGuard({ directory: test.access.directory, clock: systemClock, isKeylessAllowed: true });
  });
  afterAll(() => test.control.close());

  function sign(secret: string, region: string, token?: string) {
    const python = pythonWith(join(ROOT, 'examples/bootcamp/requirements.txt'));
    const script = join(ROOT, 'tests/clients/aws-signer/sign.py');
    const { stdout, stderr, status } = spawnSync(python, [script, 'http://combray.example:8080', region], {
      input: JSON.stringify(CASES),
      encoding: 'utf8',
      env: cleanEnvironment({
        AWS_ACCESS_KEY_ID: key.id,
        AWS_SECRET_ACCESS_KEY: secret,
        ...(token === undefined ? {} : { AWS_SESSION_TOKEN: token }),
      }),
    });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    const lines = stdout.trim().split('\n');
    return CASES.map(({ method, body }, index) => {
      const { url, headers } = JSON.parse(lines[index] ?? '') as { url: string; headers: Record<string, string> };
      const { pathname, search } = new URL(url);
      return { method, url: pathname + search, headers, body: Buffer.from(body) };
    });
  }

  it.each([
    ['eu-central-1', undefined],
    ['moon-west-7', undefined],
    ['us-east-1', 'a+token/of=credentials'],
  ])('are let in, whatever the region: %s', (region, token) => {
    for (const request of sign(key.secret, region, token)) expect(guard.admit(request).region).toBe(region);
  });

  it('are refused with another secret, or once anything in them has changed', () => {
    const refused = expect.objectContaining({ code: 'signature-mismatch' });
    for (const request of sign(`${key.secret}x`, 'eu-central-1')) expect(() => guard.admit(request)).toThrow(refused);
    for (const request of sign(key.secret, 'eu-central-1')) {
      expect(() => guard.admit({ ...request, url: `${request.url}x` })).toThrow(refused);
      expect(() => guard.admit({ ...request, body: Buffer.from('other') })).toThrow(refused);
    }
  });
});

import { createHash } from 'node:crypto';
import aws4 from 'aws4';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { firstRunOf, NOW_MS, openTestAccess, type TestAccess } from './access.kit.ts';
import { type AwsGuard, createAwsGuard } from './aws-guard.ts';
import type { SignedRequest } from './aws-signature.ts';
import type { FirstRun } from './first-run.ts';

let test: TestAccess;
let made: FirstRun;
let guard: AwsGuard;
beforeEach(async () => {
  test = await openTestAccess();
  made = await firstRunOf(test);
  guard = createAwsGuard({ directory: test.access.directory, clock: test.clock, isKeylessAllowed: false });
});
afterEach(() => test.control.close());

const BODY = '{"TraceSegmentDocuments":["{}"]}';
const stampOf = (ms: number) => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');

interface Signing {
  path?: string;
  body?: string;
  atMs?: number;
  region?: string;
  service?: string;
  secret?: string;
  headers?: Record<string, string>;
}

/** What an AWS client sends; signed by a library that is none of ours. */
function signed({
  path = '/TraceSegments',
  body = BODY,
  atMs = NOW_MS,
  headers,
  ...more
}: Signing = {}): SignedRequest {
  const { id, secret } = made.awsKey;
  const request = aws4.sign(
    {
      host: 'combray.example:8080',
      method: 'POST',
      path,
      body,
      service: more.service ?? 'xray',
      region: more.region ?? 'eu-central-1',
      headers: { 'Content-Type': 'application/json', 'X-Amz-Date': stampOf(atMs), ...headers },
    },
    { accessKeyId: id, secretAccessKey: more.secret ?? secret },
  );
  const sent = Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return { method: 'POST', url: path, headers: Object.fromEntries(sent), body: Buffer.from(body) };
}

const withHeader = (request: SignedRequest, name: string, value: string | undefined): SignedRequest => ({
  ...request,
  headers: { ...request.headers, [name]: value },
});

describe('an AWS request', () => {
  it('is let in by its signature, into the key’s environment, and gets its region back', () => {
    const admission = guard.admit(signed());
    expect(admission).toMatchObject({ environment: made.environment, region: 'eu-central-1' });
    expect(admission.accountId).toMatch(/^\d{12}$/);
    expect(guard.admit(signed()).accountId).toBe(admission.accountId);
  });

  it.each<[string, Signing]>([
    ['no body', { body: '' }],
    ['a query', { path: '/Traces?b=2&a=1&a=%20x&c' }],
    ['a path that is encoded', { path: '/v1/tr%20aces/%C3%A9' }],
    ['a header with blanks', { headers: { 'X-Amzn-Xray-Timestamp': '  1790000000.5   x ' } }],
    ['the hash of the body', { headers: { 'X-Amz-Content-Sha256': createHash('sha256').update(BODY).digest('hex') } }],
    ['a token of temporary credentials', { headers: { 'X-Amz-Security-Token': 'FwoGZXIvYXdz' } }],
    ['a clock 14 minutes late', { atMs: NOW_MS - 14 * 60_000 }],
  ])('is let in with %s', (_what, signing) => {
    expect(guard.admit(signed(signing)).environment).toEqual(made.environment);
  });

  it('is refused when anything signed was changed', () => {
    const request = signed();
    const changed: SignedRequest[] = [
      { ...request, method: 'PUT' },
      { ...request, url: '/Traces' },
      { ...request, url: '/TraceSegments?x=1' },
      { ...request, body: Buffer.from(`${BODY} `) },
      withHeader(request, 'host', 'elsewhere.example'),
      withHeader(request, 'content-type', 'text/plain'),
      withHeader(request, 'x-amz-content-sha256', '0'.repeat(64)),
      signed({ secret: 'x'.repeat(40) }),
      signed({ service: 's3' }),
      withHeader(request, 'x-amz-date', stampOf(NOW_MS - 86_400_000)),
    ];
    for (const each of changed) {
      expect(() => guard.admit(each)).toThrow(expect.objectContaining({ code: 'signature-mismatch' }));
    }
  });

  it('is refused more than 15 minutes from our clock', () => {
    for (const minutes of [-16, 16]) {
      const request = signed({ atMs: NOW_MS + minutes * 60_000 });
      expect(() => guard.admit(request)).toThrow(expect.objectContaining({ code: 'signature-expired' }));
    }
  });

  it('is refused with a key that is unknown or revoked', async () => {
    const request = signed();
    const unknown = withHeader(
      request,
      'authorization',
      String(request.headers.authorization).replace(/AKIA\w+/, 'AKIA0'),
    );
    expect(() => guard.admit(unknown)).toThrow(expect.objectContaining({ code: 'key-unknown' }));
    await test.control.db.updateTable('key').set({ revoked_at_ms: 1 }).where('kind', '=', 'aws').execute();
    await test.control.db.updateTable('counter').set({ value: 999 }).where('name', '=', 'access_version').execute();
    const directory = await test.access.start();
    expect(() => guard.admit(request)).toThrow(expect.objectContaining({ code: 'key-unknown' }));
    await directory.close();
  });

  it.each([
    ['AWS4-HMAC-SHA512 Credential=a/20260801/r/xray/aws4_request'],
    ['AWS4-ECDSA-P256-SHA256 Credential=a/20260801/xray/aws4_request, SignedHeaders=host, Signature=0'],
    ['AWS AKIAEXAMPLE:signature'],
    ['Bearer token'],
    ['Basic YTpi'],
    [''],
    ['AWS4-HMAC-SHA256'],
    ['AWS4-HMAC-SHA256 Credential=a/20260801/r/xray'],
    ['AWS4-HMAC-SHA256 Credential=a/2026/r/xray/aws4_request, SignedHeaders=host, Signature=0'],
    ['AWS4-HMAC-SHA256 Credential=a/20260801/r/xray/aws4_request, SignedHeaders=x, Signature=0'],
  ])('is refused when its signature cannot be read: %s', (authorization) => {
    const request = withHeader(signed(), 'authorization', authorization);
    expect(() => guard.admit(request)).toThrow(expect.objectContaining({ code: 'signature-incomplete' }));
  });

  it('is refused without X-Amz-Date, and when a signed header is missing', () => {
    for (const header of ['x-amz-date', 'content-type']) {
      const request = withHeader(signed(), header, undefined);
      expect(() => guard.admit(request)).toThrow(expect.objectContaining({ code: 'signature-incomplete' }));
    }
  });

  it('without a signature follows the keyless rule', () => {
    const bare = { method: 'POST', url: '/Traces', headers: { host: 'localhost:8080' }, body: Buffer.alloc(0) };
    expect(() => guard.admit(bare)).toThrow(expect.objectContaining({ code: 'key-missing' }));
    const open = createAwsGuard({ directory: test.access.directory, clock: test.clock, isKeylessAllowed: true });
    expect(open.admit(bare).environment).toEqual(made.environment);
    const forwarded = withHeader(bare, 'x-forwarded-for', '192.0.2.1');
    expect(() => open.admit(forwarded)).toThrow(expect.objectContaining({ code: 'key-missing' }));
    for (const proof of ['AWS AKIAEXAMPLE:signature', 'Bearer token']) {
      const claimed = withHeader(bare, 'authorization', proof);
      expect(() => open.admit(claimed)).toThrow(expect.objectContaining({ code: 'signature-incomplete' }));
    }
    const inQuery = { ...bare, url: `/Traces?X-Amz-Credential=a&X-Amz-Signature=${'0'.repeat(64)}` };
    expect(() => open.admit(inQuery)).toThrow(expect.objectContaining({ code: 'signature-incomplete' }));
    expect(() => open.admit(signed({ secret: 'wrong' }))).toThrow(
      expect.objectContaining({ code: 'signature-mismatch' }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CombrayError } from '../model/errors.ts';
import { readAwsSignature, type SignedRequest, verifyAwsSignature } from './aws-signature.ts';

/** AWS's published Signature Version 4 test suite. Source: awslabs/aws-c-auth 2024, tests/aws-signing-test-suite/v4. */
const ACCESS_KEY = 'AKIDEXAMPLE';
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const SCOPE = '20150830/us-east-1/service/aws4_request';
const STAMP = '20150830T123600Z';
const NOW_MS = Date.parse('2015-08-30T12:36:00Z');

interface Vector {
  readonly method?: string;
  /** As it is in a request line: percent-encoded once, which signers did before the suite's own encoding. */
  readonly url?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string;
  readonly signature: string;
}

const UNRESERVED = '-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

const VECTORS: Readonly<Record<string, Vector>> = {
  'get-vanilla': { signature: '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31' },
  'get-vanilla-query': {
    url: '/?Param1=value1',
    signature: 'a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb',
  },
  'get-vanilla-query-order-key-case': {
    url: '/?Param2=value2&Param1=value1',
    signature: 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  },
  'get-vanilla-query-order-encoded': {
    url: '/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1',
    signature: '371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac',
  },
  'get-vanilla-query-unreserved': {
    url: `/?${UNRESERVED}=${UNRESERVED}`,
    signature: '9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197',
  },
  'get-vanilla-utf8-query': {
    url: '/?%E1%88%B4=bar',
    signature: '2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04',
  },
  'get-unreserved': {
    url: `/${UNRESERVED}`,
    signature: '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f',
  },
  'get-utf8': { url: '/\u1234', signature: '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85' },
  'get-space': {
    url: '/example space/',
    signature: '652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741',
  },
  'get-header-key-duplicate': {
    headers: { 'my-header1': ['value2', 'value2', 'value1'] },
    signature: 'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea',
  },
  'get-header-value-trim': {
    headers: { 'my-header1': ' value1', 'my-header2': ' "a   b   c"' },
    signature: 'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
  },
  'get-vanilla-with-session-token': {
    headers: { 'x-amz-security-token': '6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267' },
    signature: '07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8',
  },
  'post-vanilla': {
    method: 'POST',
    signature: '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
  },
  'post-header-key-sort': {
    method: 'POST',
    headers: { 'my-header1': 'value1' },
    signature: 'c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c',
  },
  'post-x-www-form-urlencoded': {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': '13',
      'x-amz-content-sha256': '9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e',
    },
    body: 'Param1=value1',
    signature: 'd3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b',
  },
};

function requestOf({ method = 'GET', url = '/', headers = {}, body = '', signature }: Vector): SignedRequest {
  const signed = { host: 'example.amazonaws.com', 'x-amz-date': STAMP, ...headers };
  const names = Object.keys(signed).sort().join(';');
  const authorization = `AWS4-HMAC-SHA256 Credential=${ACCESS_KEY}/${SCOPE}, SignedHeaders=${names}, Signature=${signature}`;
  return { method, url, headers: { ...signed, authorization }, body: Buffer.from(body) };
}

function verify(request: SignedRequest, secret = SECRET): void {
  const signature = readAwsSignature(request);
  expect(signature).toMatchObject({ accessKeyId: ACCESS_KEY, region: 'us-east-1', service: 'service' });
  verifyAwsSignature(request, signature!, { secret, nowMs: NOW_MS });
}

describe('AWS’s published test suite', () => {
  it.each(Object.entries(VECTORS))('%s', (_name, vector) => {
    expect(() => verify(requestOf(vector))).not.toThrow();
    // The signature covers all of it: with one bit less of the secret it is another.
    expect(() => verify(requestOf(vector), SECRET.replace(/.$/, 'Z'))).toThrow('does not match');
  });
});

describe('whatever a sender makes up', () => {
  const vanilla = requestOf(VECTORS['get-vanilla']!);
  const signed = (names: string) =>
    `AWS4-HMAC-SHA256 Credential=${ACCESS_KEY}/${SCOPE}, SignedHeaders=${names}, Signature=${'0'.repeat(64)}`;
  const withAuthorization = (authorization: string) => ({ ...vanilla, headers: { ...vanilla.headers, authorization } });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', ''])('names %j are no headers', (name) => {
    expect(() => verify(withAuthorization(signed(`host;${name}`)))).toThrow(
      expect.objectContaining({ code: 'signature-incomplete' }),
    );
  });

  it('is refused by a code of ours, never by accident', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'Credential=',
        'SignedHeaders=',
        'Signature=',
        `${ACCESS_KEY}/${SCOPE}`,
        'host',
        ';',
        ', ',
        ',',
        '/',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    );
    const authorization = fc.array(piece, { maxLength: 12 }).map((pieces) => `AWS4-HMAC-SHA256 ${pieces.join('')}`);
    const url = fc.string({ unit: 'binary', maxLength: 30 }).map((text) => `/${text}`);
    fc.assert(
      fc.property(authorization, url, fc.uint8Array({ maxLength: 20 }), (header, path, body) => {
        const request = { ...withAuthorization(header), url: path, body };
        try {
          const signature = readAwsSignature(request);
          expect(signature).toBeDefined();
          verifyAwsSignature(request, signature!, { secret: SECRET, nowMs: NOW_MS });
        } catch (error) {
          expect(error).toBeInstanceOf(CombrayError);
          return;
        }
        throw new Error('nobody signed this');
      }),
      { numRuns: 2_000 },
    );
  });
});

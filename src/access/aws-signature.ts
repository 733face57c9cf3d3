import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { CombrayError } from '../model/errors.ts';

/** What a signature covers, as it was sent: nothing decoded, nothing inflated. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query as in the request line. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Uint8Array;
}

/** The `Authorization` header taken apart. */
export interface AwsSignature {
  readonly accessKeyId: string;
  /** `yyyymmdd`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
/** The original allows five minutes; clocks of small machines are worse. */
const SKEW_MS_MAX = 15 * 60_000;

/**
 * Undefined where the request proves nothing. Throws `signature-incomplete` for a proof that cannot be read, of another
 * algorithm, or in the query, where no client of X-Ray puts it: what claims to be signed is never taken for unsigned.
 * Source: docs.aws.amazon.com "Create a signed AWS API request" (Signature Version 4).
 */
export function readAwsSignature({ url, headers }: Pick<SignedRequest, 'url' | 'headers'>): AwsSignature | undefined {
  if (/[?&]X-Amz-(Signature|Credential)=/i.test(url))
    throw incomplete('send the signature in the Authorization header');
  const text = headerText(headers, 'authorization');
  if (text === undefined) return undefined;
  const [algorithm = '', ...rest] = text.trim().split(' ');
  if (algorithm !== ALGORITHM) throw incomplete(`the Authorization header must begin with ${ALGORITHM}`);
  const fields = new Map(rest.join(' ').split(',').map(splitField));
  const [accessKeyId, date, region, service, terminator, ...more] = required(fields, 'Credential').split('/');
  if (
    !accessKeyId ||
    !/^\d{8}$/.test(date ?? '') ||
    !region ||
    !service ||
    terminator !== 'aws4_request' ||
    more.length
  ) {
    throw incomplete('Credential must be <access key id>/<yyyymmdd>/<region>/xray/aws4_request');
  }
  const signedHeaders = required(fields, 'SignedHeaders').split(';');
  if (!signedHeaders.includes('host')) throw incomplete("'Host' must be a signed header");
  return { accessKeyId, date: date ?? '', region, service, signedHeaders, signature: required(fields, 'Signature') };
}

/** Throws `signature-mismatch`, `signature-expired` or `signature-incomplete` where it is not what `secret` makes of the request. */
export function verifyAwsSignature(
  request: SignedRequest,
  signature: AwsSignature,
  { secret, nowMs }: { secret: string; nowMs: number },
): void {
  const stamp = headerText(request.headers, 'x-amz-date');
  if (stamp === undefined) throw incomplete("the request has no 'X-Amz-Date' header");
  if (!stamp.startsWith(signature.date)) throw mismatch('the date in Credential is not that of X-Amz-Date');
  const signedMs = readStamp(stamp);
  if (Math.abs(nowMs - signedMs) > SKEW_MS_MAX) {
    const now = new Date(nowMs).toISOString().replace(/[-:]|\.\d+/g, '');
    throw new CombrayError('signature-expired', `Signature expired: ${stamp} is more than 15 minutes from ${now}`);
  }
  const bodyHash = sha256(request.body);
  const told = headerText(request.headers, 'x-amz-content-sha256');
  if (told !== undefined && told !== bodyHash) throw mismatch('x-amz-content-sha256 is not the hash of the body');
  const scope = `${signature.date}/${signature.region}/${signature.service}/aws4_request`;
  const canonical = canonicalRequest(request, signature.signedHeaders, bodyHash);
  const text = [ALGORITHM, stamp, scope, sha256(canonical)].join('\n');
  if (!isEqual(hmac(signingKey(secret, signature), text).toString('hex'), signature.signature)) {
    throw mismatch(
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
    );
  }
}

function canonicalRequest({ method, url, headers }: SignedRequest, names: readonly string[], bodyHash: string): string {
  const [path = '/', query = ''] = url.split(/\?(.*)/s);
  const lines = names.map((name) => `${name}:${canonicalValue(headers, name)}\n`);
  return [method, canonicalPath(path), canonicalQuery(query), lines.join(''), names.join(';'), bodyHash].join('\n');
}

function canonicalValue(headers: SignedRequest['headers'], name: string): string {
  const value = headerText(headers, name);
  if (value === undefined) throw incomplete(`the signed header '${name}' is not in the request`);
  return value.trim().replace(/ +/g, ' ');
}

/** Services other than S3 encode the path twice: what is in the request line is encoded once more. */
function canonicalPath(path: string): string {
  return path.split('/').map(encodeRfc3986).join('/') || '/';
}

function canonicalQuery(query: string): string {
  if (query === '') return '';
  const pairs = query.split('&').map((pair) => {
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    return [encodeRfc3986(decode(name)), encodeRfc3986(decode(value))] as const;
  });
  const order = ([a, x]: readonly [string, string], [b, y]: readonly [string, string]) =>
    a === b ? compare(x, y) : compare(a, b);
  return pairs
    .sort(order)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

const compare = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw incomplete('the query is not percent-encoded UTF-8');
  }
}

function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function signingKey(secret: string, { date, region, service }: AwsSignature): Buffer {
  const parts = [date, region, service, 'aws4_request'];
  return parts.reduce<Buffer>((key, part) => hmac(key, part), Buffer.from(`AWS4${secret}`));
}

const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');

function isEqual(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** `20260801T120000Z`, ISO 8601 basic. */
function readStamp(text: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  const [, year, month, day, hour, minute, second] = match ?? [];
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (!match || Number.isNaN(ms)) throw incomplete(`X-Amz-Date must be like 20260801T120000Z, not '${text}'`);
  return ms;
}

function splitField(text: string): [string, string] {
  const [name = '', value = ''] = text.trim().split(/=(.*)/s);
  return [name, value];
}

function required(fields: ReadonlyMap<string, string>, name: string): string {
  const value = fields.get(name);
  if (!value) throw incomplete(`Authorization header requires '${name}' parameter.`);
  return value;
}

/** The names come from the sender too: `constructor` is no header. */
function headerText(headers: SignedRequest['headers'], name: string): string | undefined {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  return Array.isArray(value) ? value.join(',') : value;
}

const incomplete = (message: string) => new CombrayError('signature-incomplete', message);
export const mismatch = (message: string) => new CombrayError('signature-mismatch', message);

/** A traces request and where in it the bytes lie that must differ from post to post. */
export interface PreparedBody {
  readonly bytes: Buffer;
  readonly spanCount: number;
  /** Each 8 bytes: the first half of a trace id, a span id, a parent's, a link's. */
  readonly idOffsets: Uint32Array;
  /** Each 8 bytes: epoch nanoseconds, little-endian. */
  readonly timeOffsets: Uint32Array;
  /** Each the first of 24 hex digits of an attribute that names one request, order or message. */
  readonly digitOffsets: Uint32Array;
  /** Latest start of a span as the body was made, epoch nanoseconds. */
  latestNs: bigint;
}

export function prepareBody(body: Uint8Array): PreparedBody {
  const bytes = Buffer.from(body);
  const found: Found = { ids: [], times: [], digits: [], spanCount: 0, latestNs: 0n };
  for (const resourceSpans of fieldsOf(bytes, { start: 0, end: bytes.length })) {
    for (const scopeSpans of fieldsOf(bytes, resourceSpans, 2)) {
      for (const span of fieldsOf(bytes, scopeSpans, 2)) findInSpan(bytes, span, found);
    }
  }
  return {
    bytes,
    spanCount: found.spanCount,
    latestNs: found.latestNs,
    idOffsets: Uint32Array.from(found.ids),
    timeOffsets: Uint32Array.from(found.times),
    digitOffsets: Uint32Array.from(found.digits),
  };
}

/**
 * Makes another request of the body, in place: every id is changed by the same 8 random bytes, so that parents and links
 * stay what they are, and every time is moved so that the latest span starts at `latestNs`.
 */
export function rewriteBody(body: PreparedBody, nonce: Uint8Array, latestNs: bigint): void {
  const { bytes, idOffsets, timeOffsets, digitOffsets } = body;
  for (const offset of idOffsets) {
    for (let index = 0; index < 8; index++) bytes[offset + index] = (bytes[offset + index] ?? 0) ^ (nonce[index] ?? 0);
  }
  const shiftNs = latestNs - body.latestNs;
  for (const offset of timeOffsets) bytes.writeBigUInt64LE(bytes.readBigUInt64LE(offset) + shiftNs, offset);
  const digits = Buffer.from(nonce).toString('hex');
  for (const offset of digitOffsets) bytes.write(digits, offset, 'latin1');
  body.latestNs = latestNs;
}

/** `req-`, `ord-` or `msg-` and 24 hex digits: what the seed makes unique. */
const UNIQUE = /^[a-z]{3}-(?=[0-9a-f]{24}$)/;

interface Found {
  readonly ids: number[];
  readonly times: number[];
  readonly digits: number[];
  spanCount: number;
  latestNs: bigint;
}

/** Field numbers: tests/fixtures/otlp-proto. */
function findInSpan(bytes: Buffer, span: Field, found: Found): void {
  found.spanCount++;
  for (const field of fieldsOf(bytes, span)) {
    const { number, start } = field;
    if (number === 1 || number === 2 || number === 4) found.ids.push(start);
    else if (number === 7 || number === 8) found.times.push(start);
    else if (number === 9) findDigits(bytes, field, found);
    else if (number === 11) for (const time of fieldsOf(bytes, field, 1)) found.times.push(time.start);
    else if (number === 13) {
      for (const id of fieldsOf(bytes, field)) if (id.number === 1 || id.number === 2) found.ids.push(id.start);
    }
    if (number !== 7) continue;
    const startNs = bytes.readBigUInt64LE(start);
    if (startNs > found.latestNs) found.latestNs = startNs;
  }
}

function findDigits(bytes: Buffer, attribute: Field, found: Found): void {
  for (const value of fieldsOf(bytes, attribute, 2)) {
    for (const { start, end } of fieldsOf(bytes, value, 1)) {
      const match = UNIQUE.exec(bytes.toString('latin1', start, end));
      if (match) found.digits.push(start + match[0].length);
    }
  }
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

interface Field extends Stretch {
  readonly number: number;
}

/** Where the content of each field of a message lies, or of those with one number. The bytes are our own: no checks. */
function* fieldsOf(bytes: Buffer, { start, end }: Stretch, wanted?: number): Generator<Field> {
  let at = start;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < end) {
    const tag = varint();
    const number = tag >>> 3;
    const begin = at;
    let field: Field;
    switch (tag & 7) {
      case 0:
        varint();
        field = { number, start: begin, end: at };
        break;
      case 1:
        field = { number, start: begin, end: begin + 8 };
        break;
      case 2: {
        const length = varint();
        field = { number, start: at, end: at + length };
        break;
      }
      default:
        field = { number, start: begin, end: begin + 4 };
    }
    at = field.end;
    if (wanted === undefined || number === wanted) yield field;
  }
}

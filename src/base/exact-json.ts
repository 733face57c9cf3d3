const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const BRACKET_OPEN = 0x5b;
const BRACE_OPEN = 0x7b;

/** What JSON has no number for, as Java and Python write it; each may have a minus before it. */
const WORDS = [Buffer.from('NaN'), Buffer.from('Infinity')];
/** Looked at first, because every byte outside of strings is. */
const WORD_BEGINNINGS: ReadonlySet<number> = new Set(Buffer.from('NI-'));

/** 2^53 has 16 digits: shorter integers are exact as a JSON number. */
const INEXACT_DIGITS = 16;

export type JsonResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: 'malformed' | 'too-many-values'; readonly detail: string };

export interface JsonLeniency {
  /** Whether NaN and Infinity may stand for a number; they become strings. */
  readonly isNanTaken?: boolean;
}

/**
 * JSON.parse that keeps 64-bit integers: a bare integer of 16 digits or more becomes a string of its digits.
 * A text with more than `valuesMax` values is refused before it is parsed: a few bytes of text are many of heap.
 */
export function parseJsonExact(bytes: Uint8Array, valuesMax: number, leniency: JsonLeniency = {}): JsonResult {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const scan = scanJson(source, valuesMax, leniency);
  if (scan === undefined) return { ok: false, reason: 'too-many-values', detail: `more than ${valuesMax} values` };
  try {
    return { ok: true, value: JSON.parse(quoteAt(source, scan)) };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { ok: false, reason: 'malformed', detail };
  }
}

/** Start and end offsets of what is to be a string, flat; undefined when there are too many values. */
function scanJson(source: Buffer, valuesMax: number, { isNanTaken = false }: JsonLeniency): number[] | undefined {
  const found: number[] = [];
  let valueCount = 0;
  let at = 0;
  while (at < source.length) {
    const byte = source[at] ?? 0;
    const end = isNanTaken && WORD_BEGINNINGS.has(byte) ? wordEnd(source, at) : at;
    if (end > at) {
      found.push(at, end);
      at = end;
    } else if (byte === QUOTE) {
      at = stringEnd(source, at + 1);
    } else if (byte === MINUS || (byte >= DIGIT_0 && byte <= DIGIT_9)) {
      const afterNumber = numberEnd(source, at);
      if (isLongInteger(source, at, afterNumber)) found.push(at, afterNumber);
      at = afterNumber;
    } else {
      if (byte === COMMA || byte === BRACE_OPEN || byte === BRACKET_OPEN) {
        if (++valueCount > valuesMax) return undefined;
      }
      at++;
    }
  }
  return found;
}

/** Offset behind the closing quote. */
function stringEnd(source: Buffer, start: number): number {
  let at = start;
  while (at < source.length) {
    const byte = source[at];
    if (byte === QUOTE) return at + 1;
    at += byte === BACKSLASH ? 2 : 1;
  }
  return source.length;
}

function numberEnd(source: Buffer, start: number): number {
  let at = start + 1;
  while (at < source.length && isNumberByte(source[at] ?? 0)) at++;
  return at;
}

/** Offset behind one of the words; `start` where none stands. */
function wordEnd(source: Buffer, start: number): number {
  const first = source[start] === MINUS ? start + 1 : start;
  const word = WORDS.find(
    (each) => each[0] === source[first] && each.equals(source.subarray(first, first + each.length)),
  );
  return word === undefined ? start : first + word.length;
}

/** Digits, and `+ - . E e`. */
function isNumberByte(byte: number): boolean {
  if (byte >= DIGIT_0 && byte <= DIGIT_9) return true;
  return byte === 0x2b || byte === MINUS || byte === 0x2e || byte === 0x45 || byte === 0x65;
}

function isLongInteger(source: Buffer, start: number, end: number): boolean {
  const first = source[start] === MINUS ? start + 1 : start;
  if (end - first < INEXACT_DIGITS || source[first] === DIGIT_0) return false;
  for (let at = first; at < end; at++) {
    const byte = source[at] ?? 0;
    if (byte < DIGIT_0 || byte > DIGIT_9) return false;
  }
  return true;
}

function quoteAt(source: Buffer, offsets: readonly number[]): string {
  if (offsets.length === 0) return source.toString('utf8');
  const parts: string[] = [];
  let done = 0;
  for (let index = 0; index < offsets.length; index += 2) {
    const start = offsets[index] ?? 0;
    const end = offsets[index + 1] ?? 0;
    parts.push(source.toString('utf8', done, start), '"', source.toString('latin1', start, end), '"');
    done = end;
  }
  parts.push(source.toString('utf8', done));
  return parts.join('');
}

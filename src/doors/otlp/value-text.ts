import { cutUtf8 } from '../../base/text.ts';
import { JSON_TEXT_BYTES_MAX } from '../../model/limits.ts';
import { isMap, type OtlpAttribute, type OtlpValue } from './messages.ts';

/** Shortens what exceeds the limit on values. */
export interface ValueCutter {
  text(text: string): string;
  bytes(bytes: Uint8Array): Uint8Array;
}

export const CUT_NOTHING: ValueCutter = { text: (text) => text, bytes: (bytes) => bytes };

/** The value in OTLP's own JSON, losslessly: `{"arrayValue":{"values":[{"intValue":"5"}]}}`, `{}` for an empty value. */
export function anyValueJson(value: OtlpValue, cut: ValueCutter): string {
  if (value === null) return '{}';
  if (typeof value === 'string') return `{"stringValue":${JSON.stringify(cut.text(value))}}`;
  if (typeof value === 'boolean') return `{"boolValue":${value}}`;
  if (typeof value === 'bigint') return `{"intValue":"${value}"}`;
  if (typeof value === 'number') return `{"doubleValue":${doubleJson(value)}}`;
  if (value instanceof Uint8Array) return `{"bytesValue":${JSON.stringify(base64(cut.bytes(value)))}}`;
  if (Array.isArray(value)) {
    return `{"arrayValue":{"values":[${value.map((item) => anyValueJson(item, cut)).join(',')}]}}`;
  }
  const entries = value.entries.map(
    (entry) => `{"key":${JSON.stringify(entry.key)},"value":${anyValueJson(entry.value, cut)}}`,
  );
  return `{"kvlistValue":{"values":[${entries.join(',')}]}}`;
}

/** JSON has no NaN and no infinities, proto3 JSON writes them as text; JSON.stringify would lose the sign of -0. */
export function doubleJson(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`;
  return Object.is(value, -0) ? '-0' : String(value);
}

/**
 * What queries see of an array, of bytes, or of a map nested too deep to flatten: plain JSON text, keys sorted, cut at
 * 65,535 bytes. Source: husky 0.43 otlp/common.go, whose encoder adds a newline that is left out here.
 */
export function queryText(value: OtlpValue): string {
  const text = new BoundedText(JSON_TEXT_BYTES_MAX);
  appendPlain(value, text);
  return cutUtf8(text.toString(), JSON_TEXT_BYTES_MAX);
}

/** Stops growing once it holds enough, so that a huge value costs no more than its beginning. */
class BoundedText {
  readonly #parts: string[] = [];
  readonly #lengthMax: number;
  #length = 0;

  constructor(lengthMax: number) {
    this.#lengthMax = lengthMax;
  }

  get isFull(): boolean {
    return this.#length > this.#lengthMax;
  }

  add(part: string): void {
    if (this.isFull) return;
    this.#parts.push(part);
    this.#length += part.length;
  }

  toString(): string {
    return this.#parts.join('');
  }
}

function appendPlain(value: OtlpValue, text: BoundedText): void {
  if (text.isFull) return;
  if (value instanceof Uint8Array) text.add(`"${base64(value)}"`);
  else if (Array.isArray(value)) appendPlainArray(value, text);
  else if (isMap(value)) appendPlainMap(value.entries, text);
  else if (typeof value === 'bigint') text.add(value.toString());
  else if (typeof value === 'number') text.add(doubleJson(value));
  else text.add(JSON.stringify(value));
}

function appendPlainArray(values: readonly OtlpValue[], text: BoundedText): void {
  text.add('[');
  for (let index = 0; index < values.length && !text.isFull; index++) {
    if (index > 0) text.add(',');
    appendPlain(values[index] ?? null, text);
  }
  text.add(']');
}

function appendPlainMap(entries: readonly OtlpAttribute[], text: BoundedText): void {
  const byKey = new Map<string, OtlpValue>();
  for (const { key, value } of entries) if (!byKey.has(key)) byKey.set(key, value);
  text.add('{');
  let isFirst = true;
  for (const key of [...byKey.keys()].sort()) {
    if (text.isFull) break;
    text.add(`${isFirst ? '' : ','}${JSON.stringify(key)}:`);
    appendPlain(byKey.get(key) ?? null, text);
    isFirst = false;
  }
  text.add('}');
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

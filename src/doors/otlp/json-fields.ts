import { toWellFormed } from '../../base/text.ts';

/** A JSON value has not the shape its field needs. */
export class JsonShapeError extends Error {
  override readonly name = 'JsonShapeError';
}

export type JsonObject = Readonly<Record<string, unknown>>;

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function asObject(value: unknown, what: string): JsonObject {
  if (!isObject(value)) throw new JsonShapeError(`${what} is not an object`);
  return value;
}

/** lowerCamel names, or snake_case as the Collector accepts; null is absent. */
export function memberOf(object: JsonObject, camel: string): unknown {
  return object[camel] ?? object[snakeCase(camel)] ?? undefined;
}

/**
 * Reads fields of proto3 JSON objects.
 * Source: https://protobuf.dev/programming-guides/json/ and opentelemetry.io OTLP specification 1.11, "JSON encoding".
 */
export class JsonFields {
  /** Strings that held something no UTF-8 text can; it became U+FFFD. */
  repairedStringCount = 0;
  readonly #mayHoldBadUtf8: boolean;

  /** `mayHoldBadUtf8`: the body was not UTF-8, so that U+FFFD in a string stands for lost bytes. */
  constructor(mayHoldBadUtf8: boolean) {
    this.#mayHoldBadUtf8 = mayHoldBadUtf8;
  }

  get(object: JsonObject, camel: string): unknown {
    return memberOf(object, camel);
  }

  list(object: JsonObject, camel: string): readonly unknown[] {
    const value = this.get(object, camel);
    if (value === undefined) return [];
    if (!Array.isArray(value)) throw new JsonShapeError(`${camel} is not a list`);
    return value;
  }

  string(object: JsonObject, camel: string): string {
    const value = this.get(object, camel);
    return value === undefined ? '' : this.text(value, camel);
  }

  uint32(object: JsonObject, camel: string): number {
    const value = this.#integer(this.get(object, camel), camel);
    if (value < 0n || value > 0xffffffffn) throw new JsonShapeError(`${camel} is out of range`);
    return Number(value);
  }

  int32(object: JsonObject, camel: string): number {
    const value = this.#integer(this.get(object, camel), camel);
    if (BigInt.asIntN(32, value) !== value) throw new JsonShapeError(`${camel} is out of range`);
    return Number(value);
  }

  uint64(object: JsonObject, camel: string): bigint {
    return this.uint64Of(this.get(object, camel), camel);
  }

  /** A number, or the name of one: position in `names`, which share a prefix. */
  enumeration(object: JsonObject, camel: string, names: readonly string[]): number {
    const value = this.get(object, camel);
    if (typeof value === 'string') {
      const position = names.indexOf(value);
      if (position >= 0) return position;
    }
    return Number(BigInt.asIntN(32, this.#integer(value, camel)));
  }

  /** Hex of any case, as OTLP's JSON has it, or the base64 of plain proto3 JSON (16 bytes: 24 characters, 8: 12). */
  id(object: JsonObject, camel: string): Uint8Array {
    const text = this.string(object, camel);
    if (/^(?:[0-9a-fA-F]{2})*$/.test(text)) return Buffer.from(text, 'hex');
    if (/^(?:[\w+/-]{22}==|[\w+/-]{11}=)$/.test(text)) return Buffer.from(text, 'base64');
    throw new JsonShapeError(`${camel} is not hex`);
  }

  text(value: unknown, what: string): string {
    if (typeof value !== 'string') throw new JsonShapeError(`${what} is not a string`);
    const text = toWellFormed(value);
    if (text !== value || (this.#mayHoldBadUtf8 && text.includes('\uFFFD'))) this.repairedStringCount++;
    return text;
  }

  uint64Of(value: unknown, what: string): bigint {
    const integer = this.#integer(value, what);
    if (integer < 0n || integer > UINT64_MAX) throw new JsonShapeError(`${what} is out of range`);
    return integer;
  }

  int64(value: unknown, what: string): bigint {
    const integer = this.#integer(value, what);
    if (integer < INT64_MIN || integer > INT64_MAX) throw new JsonShapeError(`${what} is out of range`);
    return integer;
  }

  double(value: unknown, what: string): number {
    if (typeof value === 'number') return value;
    if (value === 'NaN') return Number.NaN;
    if (value === 'Infinity') return Number.POSITIVE_INFINITY;
    if (value === '-Infinity') return Number.NEGATIVE_INFINITY;
    if (typeof value === 'string' && /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(value)) return Number(value);
    throw new JsonShapeError(`${what} is not a number`);
  }

  bool(value: unknown, what: string): boolean {
    if (typeof value !== 'boolean') throw new JsonShapeError(`${what} is neither true nor false`);
    return value;
  }

  bytes(value: unknown, what: string): Uint8Array {
    if (typeof value !== 'string' || !/^[\w+/-]*={0,2}$/.test(value)) {
      throw new JsonShapeError(`${what} is not base64`);
    }
    return Buffer.from(value, 'base64');
  }

  #integer(value: unknown, what: string): bigint {
    if (value === undefined) return 0n;
    if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
    if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return BigInt(value);
    throw new JsonShapeError(`${what} is not an integer`);
  }
}

const snakeNames = new Map<string, string>();

function snakeCase(camel: string): string {
  let snake = snakeNames.get(camel);
  if (snake === undefined) {
    snake = camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    // Bounded: only names written in this folder come here.
    snakeNames.set(camel, snake);
  }
  return snake;
}

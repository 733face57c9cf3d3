import type { DecodeBudget } from './decode-budget.ts';
import { asObject, isObject, type JsonFields, type JsonObject } from './json-fields.ts';
import type { OtlpAttribute, OtlpValue } from './messages.ts';

const VALUE_KEYS = [
  'stringValue',
  'boolValue',
  'intValue',
  'doubleValue',
  'arrayValue',
  'kvlistValue',
  'bytesValue',
] as const;
type ValueKey = (typeof VALUE_KEYS)[number];

/** KeyValue and AnyValue in OTLP's JSON, and the plain JSON values that hand-written clients send instead. */
export class JsonValues {
  readonly #fields: JsonFields;
  readonly #depthMax: number;
  readonly #budget: DecodeBudget;
  #isTooDeep = false;

  constructor(fields: JsonFields, depthMax: number, budget: DecodeBudget) {
    this.#fields = fields;
    this.#depthMax = depthMax;
    this.#budget = budget;
  }

  /** Whether a value since the last call was nested too deep. */
  takeTooDeep(): boolean {
    const was = this.#isTooDeep;
    this.#isTooDeep = false;
    return was;
  }

  /** The list of KeyValue at `name`, or a plain object of names and values. */
  attributes(object: JsonObject, name: string): OtlpAttribute[] {
    const value = this.#fields.get(object, name);
    return isObject(value) ? this.#plainEntries(value, 0) : this.#entries(this.#fields.list(object, name), 0);
  }

  /** The AnyValue at `name`; undefined where there is none. */
  value(object: JsonObject, name: string): OtlpValue | undefined {
    const value = this.#fields.get(object, name);
    return value === undefined ? undefined : this.#value(value, 0);
  }

  #entries(list: readonly unknown[], depth: number): OtlpAttribute[] {
    return list.map((item) => {
      this.#budget.take(1);
      const entry = asObject(item, 'an attribute');
      return { key: this.#fields.string(entry, 'key'), value: this.#value(this.#fields.get(entry, 'value'), depth) };
    });
  }

  #value(value: unknown, depth: number): OtlpValue {
    if (value === undefined || value === null) return null;
    if (!isObject(value)) return this.#plain(value, depth);
    for (const key of VALUE_KEYS) {
      const member = this.#fields.get(value, key);
      if (member !== undefined) return this.#member(key, member, depth);
    }
    return null;
  }

  #member(key: ValueKey, member: unknown, depth: number): OtlpValue {
    switch (key) {
      case 'stringValue':
        return this.#fields.text(member, key);
      case 'boolValue':
        return this.#fields.bool(member, key);
      case 'intValue':
        return this.#fields.int64(member, key);
      case 'doubleValue':
        return this.#fields.double(member, key);
      case 'bytesValue':
        return this.#fields.bytes(member, key);
      case 'arrayValue':
        return this.#children(asObject(member, key), depth, (item) => this.#value(item, depth + 1));
      case 'kvlistValue': {
        const list = this.#fields.list(asObject(member, key), 'values');
        return { entries: this.#mayDescend(depth + 1) ? this.#entries(list, depth + 1) : [] };
      }
    }
  }

  #children(array: JsonObject, depth: number, read: (item: unknown) => OtlpValue): OtlpValue[] {
    const list = this.#fields.list(array, 'values');
    if (!this.#mayDescend(depth + 1)) return [];
    this.#budget.take(list.length);
    return list.map(read);
  }

  /** Integers become int64, other numbers double. */
  #plain(value: unknown, depth: number): OtlpValue {
    if (value === null || value === undefined) return null;
    if (typeof value === 'boolean') return value;
    if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
    if (typeof value === 'string') return this.#fields.text(value, 'a value');
    if (!this.#mayDescend(depth + 1)) return null;
    if (Array.isArray(value)) {
      this.#budget.take(value.length);
      return value.map((item) => this.#plain(item, depth + 1));
    }
    return { entries: this.#plainEntries(asObject(value, 'a value'), depth + 1) };
  }

  #plainEntries(object: JsonObject, depth: number): OtlpAttribute[] {
    return Object.entries(object).map(([key, value]) => {
      this.#budget.take(1);
      return {
        key: this.#fields.text(key, 'a name'),
        value: isWrapped(value) ? this.#value(value, depth) : this.#plain(value, depth),
      };
    });
  }

  #mayDescend(depth: number): boolean {
    if (depth <= this.#depthMax) return true;
    this.#isTooDeep = true;
    return false;
  }
}

/** Whether a value in a plain object is an AnyValue all the same: `{"a": {"stringValue": "x"}}`. */
function isWrapped(value: unknown): boolean {
  if (!isObject(value)) return false;
  const keys = Object.keys(value);
  return keys.length === 1 && VALUE_KEYS.some((key) => key === keys[0]);
}

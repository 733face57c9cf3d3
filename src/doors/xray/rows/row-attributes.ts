import { cutUtf8, toWellFormed } from '../../../base/text.ts';
import {
  ATTRIBUTE_BOOL,
  ATTRIBUTE_FLOAT,
  ATTRIBUTE_INT,
  ATTRIBUTE_JSON,
  ATTRIBUTE_STRING,
  type AttributeType,
  type AttributeValue,
} from '../../../model/event-batch.ts';
import type { EventBatchBuilder } from '../../../model/event-batch-builder.ts';
import { JSON_TEXT_BYTES_MAX, type RecordLimits } from '../../../model/limits.ts';
import { isDeeperThan, type JsonObject } from '../json.ts';

/**
 * Fills one row after another with attributes; of two with one name the first is kept. Takes what a sender means by a value,
 * and counts what is none.
 */
export class RowAttributes {
  /** Values left out: of a wrong type, nested too deep, or one too many. */
  droppedValueCount = 0;
  /** Rows in which a value was cut. */
  cutRowCount = 0;
  readonly #builder: EventBatchBuilder;
  readonly #limits: RecordLimits;
  readonly #names = new Set<string>();
  #isRowCut = false;

  constructor(builder: EventBatchBuilder, limits: RecordLimits) {
    this.#builder = builder;
    this.#limits = limits;
  }

  begin(): void {
    this.#names.clear();
    this.#isRowCut = false;
  }

  /** A text; a number or boolean is taken for one. An empty text says nothing. */
  text(key: string, value: unknown, charsMax = Number.POSITIVE_INFINITY): void {
    if (isAbsent(value) || value === '') return;
    if (typeof value === 'object') this.drop();
    else this.#add(key, ATTRIBUTE_STRING, this.#cut(String(value), charsMax));
  }

  /** An integer, or its digits. */
  integer(key: string, value: unknown): void {
    if (isAbsent(value)) return;
    const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isSafeInteger(number)) this.drop();
    else this.#add(key, ATTRIBUTE_INT, BigInt(number));
  }

  /** Where only `true` says something. */
  flag(key: string, value: unknown): void {
    if (value === true) this.#add(key, ATTRIBUTE_BOOL, true);
    else if (!isAbsent(value) && value !== false) this.drop();
  }

  /** A text, number or boolean as it is; numbers are doubles, as annotations are. */
  scalar(key: string, value: unknown, charsMax?: number): void {
    if (isAbsent(value)) return;
    if (typeof value === 'boolean') this.#add(key, ATTRIBUTE_BOOL, value);
    else if (typeof value === 'number') this.#add(key, ATTRIBUTE_FLOAT, value);
    else if (typeof value === 'string')
      this.#add(key, ATTRIBUTE_STRING, this.#cut(value, charsMax ?? Number.POSITIVE_INFINITY));
    else this.drop();
  }

  /** Any JSON, as its text. */
  json(key: string, value: unknown): void {
    if (isAbsent(value)) return;
    if (isDeeperThan(value, this.#limits.depthMax)) this.drop();
    else this.#add(key, ATTRIBUTE_STRING, cutUtf8(toWellFormed(JSON.stringify(value)), JSON_TEXT_BYTES_MAX));
  }

  /** A list of texts: JSON text to queries, and losslessly beside it. */
  texts(key: string, values: readonly string[]): void {
    if (values.length === 0) return;
    this.json(key, values);
    const elements = values.map((value) => ({ stringValue: toWellFormed(value) }));
    this.#builder.attribute(key, ATTRIBUTE_JSON, JSON.stringify({ arrayValue: { values: elements } }));
  }

  /** What names say of themselves: scalars as they are, the rest as JSON; `prefix.name`. */
  rest(prefix: string, members: JsonObject, taken: ReadonlySet<string>): void {
    for (const [name, value] of Object.entries(members)) {
      if (taken.has(name)) continue;
      if (typeof value === 'object') this.json(`${prefix}.${name}`, value);
      else this.scalar(`${prefix}.${name}`, value);
    }
  }

  drop(count = 1): void {
    this.droppedValueCount += count;
  }

  #cut(value: string, charsMax: number): string {
    const chars = value.length > charsMax ? Array.from(value).slice(0, charsMax).join('') : value;
    const cut = cutUtf8(toWellFormed(chars), this.#limits.valueBytesMax);
    if (cut.length < value.length && !this.#isRowCut) {
      this.#isRowCut = true;
      this.cutRowCount++;
    }
    return cut;
  }

  #add(name: string, type: AttributeType, value: AttributeValue): void {
    const key = cutUtf8(toWellFormed(name), this.#limits.keyBytesMax);
    if (this.#names.has(key)) return;
    if (this.#names.size >= this.#limits.attributesMax) {
      this.drop();
      return;
    }
    this.#names.add(key);
    this.#builder.attribute(key, type, value);
  }
}

function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

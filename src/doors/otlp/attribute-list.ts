import { cutUtf8 } from '../../base/text.ts';
import {
  ATTRIBUTE_BOOL,
  ATTRIBUTE_FLOAT,
  ATTRIBUTE_INT,
  ATTRIBUTE_JSON,
  ATTRIBUTE_STRING,
  type EventAttribute,
} from '../../model/event-batch.ts';
import type { RecordLimits } from '../../model/limits.ts';
import { isMap, type OtlpArray, type OtlpAttribute, type OtlpMap, type OtlpValue } from './messages.ts';
import { isRate, weightOf } from './sample-rate.ts';
import { anyValueJson, CUT_NOTHING, queryText } from './value-text.ts';

/** A map found this deep is text, not more columns. Source: husky 0.43 otlp/common.go. */
const FLATTEN_DEPTH = 5;

/** One list of attributes (a span's, a scope's, a resource's) as the entries it makes in a row. */
export interface AttributeList {
  /** JSON entries stand before the scalar of the same name. Duplicates are still in it. */
  readonly entries: readonly EventAttribute[];
  /** Attributes after flattening. */
  readonly count: number;
  /** Names of attributes that were cut. */
  readonly cutNames: readonly string[];
  readonly weight: number | undefined;
}

/** Whether a sample rate is taken out and becomes the row's weight, or is an attribute as any other. */
export type RateUse = 'weight' | 'attribute';

/**
 * Flattens maps, turns arrays and bytes into text, keeps beside the text what it cannot hold, cuts what is too long and
 * takes out the sample rate. Source: honeycomb husky 0.43, see docs/compat/otlp.md.
 */
export function listAttributes(
  attributes: readonly OtlpAttribute[],
  limits: RecordLimits,
  rates: RateUse = 'weight',
): AttributeList {
  if (attributes.length === 0) return EMPTY_LIST;
  const isWeight = rates === 'weight';
  const builder = new ListBuilder(limits);
  for (const attribute of attributes) if (!(isWeight && isRate(attribute))) builder.add(attribute);
  return { ...builder.finish(), weight: isWeight ? weightOf(attributes) : undefined };
}

/** A list of the door's own making, as text and losslessly; no limit applies. */
export function listEntries(key: string, value: OtlpArray): EventAttribute[] {
  return [
    { key, type: ATTRIBUTE_JSON, value: anyValueJson(value, CUT_NOTHING) },
    { key, type: ATTRIBUTE_STRING, value: queryText(value) },
  ];
}

const EMPTY_LIST: AttributeList = { entries: [], count: 0, cutNames: [], weight: undefined };

class ListBuilder {
  readonly #limits: RecordLimits;
  readonly #entries: EventAttribute[] = [];
  readonly #cutNames = new Set<string>();
  #count = 0;

  constructor(limits: RecordLimits) {
    this.#limits = limits;
  }

  add({ key: sentKey, value }: OtlpAttribute): void {
    const key = this.#key(sentKey);
    if (sentKey === '' || typeof value === 'object') this.#json(key, value);
    // Source: husky 0.43: an empty name, an empty value and an empty map write nothing that queries see.
    if (sentKey === '' || value === null || (isMap(value) && value.entries.length === 0)) this.#count++;
    else this.#queried(key, value, 0);
  }

  finish() {
    return { entries: this.#entries, count: this.#count, cutNames: [...this.#cutNames] };
  }

  #queried(key: string, value: OtlpValue, depth: number): void {
    // A record with more is rejected: no need to make the rest.
    if (this.#count > this.#limits.attributesMax) return;
    if (isMap(value) && depth < FLATTEN_DEPTH) {
      this.#flatten(key, value, depth + 1);
      return;
    }
    this.#count++;
    if (typeof value === 'string') this.#entries.push({ key, type: ATTRIBUTE_STRING, value: this.#cut(key, value) });
    else if (typeof value === 'boolean') this.#entries.push({ key, type: ATTRIBUTE_BOOL, value });
    else if (typeof value === 'bigint') this.#entries.push({ key, type: ATTRIBUTE_INT, value });
    else if (typeof value === 'number') this.#entries.push({ key, type: ATTRIBUTE_FLOAT, value });
    else this.#entries.push({ key, type: ATTRIBUTE_STRING, value: queryText(value) });
  }

  #flatten(prefix: string, map: OtlpMap, depth: number): void {
    for (const { key, value } of map.entries) {
      if (key !== '' && value !== null) this.#queried(this.#key(`${prefix}.${key}`), value, depth);
    }
  }

  #json(key: string, value: OtlpValue): void {
    const json = anyValueJson(value, {
      text: (text) => this.#cut(key, text),
      bytes: (bytes) => {
        if (bytes.length > this.#limits.valueBytesMax) this.#cutNames.add(key);
        return bytes.subarray(0, this.#limits.valueBytesMax);
      },
    });
    this.#entries.push({ key, type: ATTRIBUTE_JSON, value: json });
  }

  #key(key: string): string {
    const cut = cutUtf8(key, this.#limits.keyBytesMax);
    if (cut !== key) this.#cutNames.add(cut);
    return cut;
  }

  #cut(key: string, text: string): string {
    const cut = cutUtf8(text, this.#limits.valueBytesMax);
    if (cut !== text) this.#cutNames.add(key);
    return cut;
  }
}

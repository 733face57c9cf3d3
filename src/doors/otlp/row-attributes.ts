import { hexFromBytes } from '../../base/hex.ts';
import { UNIX_NS_MAX } from '../../base/time.ts';
import { COLUMN_NAMES } from '../../model/columns.ts';
import {
  ATTRIBUTE_BOOL,
  ATTRIBUTE_INT,
  ATTRIBUTE_JSON,
  ATTRIBUTE_STRING,
  type AttributeType,
  type AttributeValue,
  type EventAttribute,
} from '../../model/event-batch.ts';
import type { EventBatchBuilder } from '../../model/event-batch-builder.ts';
import type { RecordLimits } from '../../model/limits.ts';
import { type AttributeList, listEntries } from './attribute-list.ts';
import type { Inherited } from './inherited.ts';

/**
 * Fills one row after another with attributes; of two with one name the first is kept, so callers add what wins first.
 * JSON entries have names of their own, but one that comes after a scalar of its name belongs to a loser and is left out.
 */
export class RowAttributes {
  /** Rows in which something was cut. */
  cutRowCount = 0;
  outOfRangeRowCount = 0;
  readonly #builder: EventBatchBuilder;
  readonly #limits: RecordLimits;
  readonly #scalarNames = new Set<string>();
  readonly #jsonNames = new Set<string>();

  constructor(builder: EventBatchBuilder, limits: RecordLimits) {
    this.#builder = builder;
    this.#limits = limits;
  }

  begin(): void {
    this.#scalarNames.clear();
    this.#jsonNames.clear();
  }

  /** From here on the name belongs to a column of the row, not to an attribute. */
  claim(name: string): void {
    this.#scalarNames.add(name);
  }

  claimScope({ scopeName, scopeVersion }: Inherited): void {
    if (scopeName !== '') this.claim(COLUMN_NAMES.scopeName);
    if (scopeVersion !== '') this.claim(COLUMN_NAMES.scopeVersion);
  }

  add(key: string, type: AttributeType, value: AttributeValue): void {
    if (this.#scalarNames.has(key)) return;
    if (type === ATTRIBUTE_JSON) {
      if (this.#jsonNames.has(key)) return;
      this.#jsonNames.add(key);
    } else this.#scalarNames.add(key);
    this.#builder.attribute(key, type, value);
  }

  addAll(entries: readonly EventAttribute[]): void {
    for (const { key, type, value } of entries) this.add(key, type, value);
  }

  flag(key: string): void {
    this.add(key, ATTRIBUTE_BOOL, true);
  }

  count(key: string, value: number): void {
    this.add(key, ATTRIBUTE_INT, BigInt(value));
  }

  /** An integer where one can hold it, else its digits. */
  time(key: string, ns: bigint): void {
    if (ns <= UNIX_NS_MAX) this.add(key, ATTRIBUTE_INT, ns);
    else this.add(key, ATTRIBUTE_STRING, ns.toString());
  }

  flagTime(): void {
    this.outOfRangeRowCount++;
    this.flag('meta.time_out_of_range');
  }

  /** An id of a length no id has is not one; what was sent is kept as hex. */
  oddId(key: string, id: Uint8Array, length: number): void {
    if (id.length !== 0 && id.length !== length) {
      this.add(key, ATTRIBUTE_STRING, hexFromBytes(id.subarray(0, this.#limits.keyBytesMax)));
    }
  }

  /** `meta.truncated`: what was cut, attribute names and columns. */
  cutNames(own: AttributeList, inherited: Inherited, columns: readonly string[]): void {
    if (own.cutNames.length + inherited.cutNames.length + columns.length === 0) return;
    this.cutRowCount++;
    const names = [...new Set([...own.cutNames, ...columns, ...inherited.cutNames])];
    this.addAll(listEntries('meta.truncated', names));
  }
}

import {
  ATTRIBUTE_JSON,
  type AttributeType,
  type AttributeValue,
  type EventAttribute,
} from '../../model/event-batch.ts';
import type { EventBatchBuilder } from '../../model/event-batch-builder.ts';

/**
 * Fills one row after another with attributes; of two with one name the first is kept, so callers add what wins first.
 * JSON entries have names of their own, but one that comes after a scalar of its name belongs to a loser and is left out.
 */
export class RowAttributes {
  readonly #builder: EventBatchBuilder;
  readonly #scalarNames = new Set<string>();
  readonly #jsonNames = new Set<string>();

  constructor(builder: EventBatchBuilder) {
    this.#builder = builder;
  }

  begin(): void {
    this.#scalarNames.clear();
    this.#jsonNames.clear();
  }

  /** From here on the name belongs to a column of the row, not to an attribute. */
  claim(name: string): void {
    this.#scalarNames.add(name);
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
}

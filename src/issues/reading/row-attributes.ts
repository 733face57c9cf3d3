import type { AttributeValue, EventBatch } from '../../model/event-batch.ts';

/** Finds attributes of one row of a batch by name. */
export interface RowAttributes {
  /** The text of the first of these names that the row has; '' where it has none. */
  text(...names: readonly string[]): string;
  /** Undefined where it is no integer. */
  integer(name: string): number | undefined;
  has(names: ReadonlySet<string>): boolean;
}

export function attributesOf({ attributes }: EventBatch, row: number): RowAttributes {
  const { offsets, keys, values } = attributes;
  const [start, end] = [offsets[row] ?? 0, offsets[row + 1] ?? 0];
  const find = (name: string): AttributeValue | undefined => {
    for (let at = start; at < end; at++) if (keys[at] === name) return values[at];
    return undefined;
  };
  return {
    text(...names) {
      for (const name of names) {
        const value = find(name);
        if (value !== undefined && value !== '') return String(value);
      }
      return '';
    },
    integer(name) {
      const value = find(name);
      return typeof value === 'bigint' ? Number(value) : undefined;
    },
    has(names) {
      for (let at = start; at < end; at++) if (names.has(keys[at] ?? '')) return true;
      return false;
    },
  };
}

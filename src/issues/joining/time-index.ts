import type { TimeRange } from './join-telling.ts';

interface Entry<Item> extends TimeRange {
  readonly item: Item;
}

/** Things that have times, to be found by how near those are. Few lengths of times are expected: each is looked through. */
export class TimeIndex<Item> {
  /** By length, each ascending. */
  readonly #byLength = new Map<number, Entry<Item>[]>();

  constructor(items: Iterable<Item>, timesOf: (item: Item) => readonly TimeRange[]) {
    for (const item of items) {
      for (const { fromMs, toMs } of timesOf(item)) {
        const entries = this.#byLength.get(toMs - fromMs) ?? [];
        this.#byLength.set(toMs - fromMs, entries);
        entries.push({ fromMs, toMs, item });
      }
    }
    for (const entries of this.#byLength.values()) entries.sort((a, b) => a.fromMs - b.fromMs);
  }

  /** Each item once that has a time no farther from this one than so much. */
  near({ fromMs, toMs }: TimeRange, withinMs: number): Set<Item> {
    const found = new Set<Item>();
    for (const [lengthMs, entries] of this.#byLength) {
      for (let at = firstFrom(entries, fromMs - withinMs - lengthMs); at < entries.length; at++) {
        const entry = entries[at];
        if (!entry || entry.fromMs > toMs + withinMs) break;
        found.add(entry.item);
      }
    }
    return found;
  }
}

function firstFrom(entries: readonly TimeRange[], fromMs: number): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.fromMs ?? Number.POSITIVE_INFINITY) < fromMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

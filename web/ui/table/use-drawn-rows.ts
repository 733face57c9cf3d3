import { useVirtualizer } from '@tanstack/react-virtual';
import type { RefObject } from 'react';

const VIRTUAL_ABOVE = 200;
const OVERSCAN = 12;

/** Rows `first` to before `end` are drawn: all of a short table, those in view and a few around them of a long one. */
export function useDrawnRows(
  count: number,
  rowHeight: number,
  scroller: RefObject<HTMLDivElement | null>,
): { readonly first: number; readonly end: number } {
  const isVirtual = count > VIRTUAL_ABOVE;
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    enabled: isVirtual,
  });
  if (!isVirtual) return { first: 0, end: count };
  const items = virtual.getVirtualItems();
  return { first: items[0]?.index ?? 0, end: (items.at(-1)?.index ?? -1) + 1 };
}

import { type RefObject, useLayoutEffect, useState } from 'react';
import type { CssPixels } from '../lib/units.ts';

export interface Size {
  readonly width: CssPixels;
  readonly height: CssPixels;
}

/** The inner size of an element, without its scroll bars. Zero until it is on the page. */
export function useSize(element: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const box = element.current;
    if (!box) return;
    const read = () =>
      setSize((last) => {
        const next = { width: box.clientWidth, height: box.clientHeight };
        return last.width === next.width && last.height === next.height ? last : next;
      });
    read();
    const observer = new ResizeObserver(read);
    observer.observe(box);
    return () => observer.disconnect();
  }, [element]);
  return size;
}

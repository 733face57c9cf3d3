import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { nextFound, searchSpans } from '../../lib/waterfall-search.ts';
import type { Waterfall } from './use-waterfall.ts';

export interface TraceSearch {
  readonly text: string;
  readonly setText: (text: string) => void;
  /** Spans that were found, in order. */
  readonly found: Int32Array;
  /** 1 per found span; undefined while nothing is searched. */
  readonly isFound: Uint8Array | undefined;
  /** Position of the focused span among the found ones; -1 where it is none. */
  readonly position: number;
  readonly go: (direction: 1 | -1) => void;
}

/** The address follows the typing a moment later. */
const WRITE_AFTER_MS = 300;

export function useTraceSearch(waterfall: Waterfall): TraceSearch {
  const { spans, view, setView, focus, goTo } = waterfall;
  const [text, setText] = useState(view.find);
  const searched = useDeferredValue(text);
  const found = useMemo(() => searchSpans(spans, searched), [spans, searched]);
  const isFound = useMemo(() => {
    if (searched.trim() === '') return undefined;
    const flags = new Uint8Array(spans.count);
    for (const span of found) flags[span] = 1;
    return flags;
  }, [spans, searched, found]);

  useEffect(() => {
    if (text === view.find) return;
    const timer = setTimeout(() => setView({ find: text }, { replace: true }), WRITE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text, view.find, setView]);

  // While typing, to the first hit from where the keys are; a hit they are on stays.
  const isTyped = useRef(false);
  const latest = useRef({ focus, goTo });
  latest.current = { focus, goTo };
  useEffect(() => {
    if (!isTyped.current) return;
    isTyped.current = false;
    const span = found[nextFound(found, latest.current.focus - 1, 1)];
    if (span !== undefined) latest.current.goTo(span);
  }, [found]);

  return {
    text,
    setText: (next) => {
      isTyped.current = true;
      setText(next);
    },
    found,
    isFound,
    position: found.indexOf(focus),
    go: (direction) => {
      // Keys may be faster than what is drawn.
      const hits = searched === text ? found : searchSpans(spans, text);
      const from = isTyped.current ? hits[nextFound(hits, focus - 1, 1)] : focus;
      isTyped.current = false;
      const span = hits[nextFound(hits, from ?? focus, direction)];
      if (span !== undefined) goTo(span);
    },
  };
}

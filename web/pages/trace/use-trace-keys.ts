import type { RefObject } from 'react';
import { durationText } from '../../lib/format-duration.ts';
import { zoomed } from '../../lib/waterfall-time.ts';
import { useHotkeys } from '../../ui/hotkeys.tsx';
import type { TraceSearch } from './use-trace-search.ts';
import type { Waterfall } from './use-waterfall.ts';

const ZOOM_STEP = 0.5;

/** The keys of a trace. Arrows belong to the waterfall while it has the focus; they are named for the list under `?`. */
export function useTraceKeys(
  waterfall: Waterfall,
  search: TraceSearch,
  searchField: RefObject<HTMLInputElement | null>,
  nextError: () => void,
): void {
  const { spans, window, focus, setWindow, move } = waterfall;
  const zoom = (factor: number) => {
    const start = spans.startNs[focus];
    const middle = (window.fromNs + window.toNs) / 2;
    const isShown = start !== undefined && start >= window.fromNs && start <= window.toNs;
    setWindow(zoomed(window, factor, isShown ? start : middle, spans.durationNs));
  };
  useHotkeys('Trace', [
    { keys: '/', words: 'search in the trace', run: () => searchField.current?.focus() },
    { keys: 'n', words: 'next hit', run: () => search.go(1) },
    { keys: 'N', words: 'hit before', run: () => search.go(-1) },
    { keys: 'e', words: 'next error', run: nextError },
    { keys: 'j', words: 'next span', run: () => move('down', 1) },
    { keys: 'k', words: 'span before', run: () => move('up', 1) },
    { keys: 'h', words: 'close, or to the parent', run: () => move('out', 1) },
    { keys: 'l', words: 'open, or to the first child', run: () => move('in', 1) },
    { keys: 'ArrowDown', words: 'next span (in the waterfall)' },
    { keys: 'ArrowLeft', words: 'close, or to the parent (in the waterfall)' },
    { keys: 'Enter', words: 'all fields of the span (in the waterfall)' },
    { keys: '+', words: 'zoom in', run: () => zoom(ZOOM_STEP) },
    { keys: '-', words: 'zoom out', run: () => zoom(1 / ZOOM_STEP) },
    { keys: '0', words: `the whole ${durationText(spans.durationNs)}`, run: () => setWindow(undefined) },
    { keys: 'Escape', words: 'close the panel' },
  ]);
}

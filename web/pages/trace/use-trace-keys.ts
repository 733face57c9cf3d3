import type { RefObject } from 'react';
import { durationText } from '../../lib/format-duration.ts';
import { zoomed } from '../../lib/waterfall-time.ts';
import { useHotkeys } from '../../ui/hotkeys.tsx';
import type { TraceSearch } from './use-trace-search.ts';
import type { Waterfall } from './use-waterfall.ts';

const ZOOM_STEP = 0.5;

export interface TraceKeysOptions {
  readonly waterfall: Waterfall;
  readonly search: TraceSearch;
  readonly searchField: RefObject<HTMLInputElement | null>;
  readonly nextError: () => void;
  /** Gives the keyboard to the waterfall or its table. */
  readonly focusSpans: () => void;
}

/** The keys of a trace. Arrows belong to the waterfall while it has the focus; they are named for the list under `?`. */
export function useTraceKeys({ waterfall, search, searchField, nextError, focusSpans }: TraceKeysOptions): void {
  const { spans, window, focus, setWindow, move } = waterfall;
  const zoom = (factor: number) => {
    const start = spans.startNs[focus];
    const middle = (window.fromNs + window.toNs) / 2;
    const isShown = start !== undefined && start >= window.fromNs && start <= window.toNs;
    setWindow(zoomed(window, factor, isShown ? start : middle, spans.durationNs));
  };
  // So that Enter and the arrows go on from where a letter led.
  const step = (direction: Parameters<typeof move>[0]) => {
    move(direction, 1);
    focusSpans();
  };
  useHotkeys('Trace', [
    { keys: '/', words: 'search in the trace', run: () => searchField.current?.focus() },
    { keys: 'n', words: 'next hit', run: () => search.go(1) },
    { keys: 'N', words: 'hit before', run: () => search.go(-1) },
    { keys: 'e', words: 'next error', run: nextError },
    { keys: 'j', words: 'next span', run: () => step('down') },
    { keys: 'k', words: 'span before', run: () => step('up') },
    { keys: 'h', words: 'close, or to the parent', run: () => step('out') },
    { keys: 'l', words: 'open, or to the first child', run: () => step('in') },
    { keys: 'ArrowDown', words: 'next span (in the waterfall)' },
    { keys: 'ArrowLeft', words: 'close, or to the parent (in the waterfall)' },
    { keys: 'Enter', words: 'all fields of the span (in the waterfall)' },
    { keys: '+', words: 'zoom in', run: () => zoom(ZOOM_STEP) },
    { keys: '-', words: 'zoom out', run: () => zoom(1 / ZOOM_STEP) },
    { keys: '0', words: `the whole ${durationText(spans.durationNs)}`, run: () => setWindow(undefined) },
    { keys: 'Escape', words: 'close the panel' },
  ]);
}

import { useCallback, useSyncExternalStore } from 'react';

/**
 * What a reader chose for this browser (theme, zone, column widths), in localStorage. Where the browser refuses storage
 * the choice lasts as long as the page.
 */
const PREFIX = 'combray.';

const listeners = new Set<() => void>();
const unsaved = new Map<string, string>();

function readText(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return unsaved.get(name) ?? null;
  }
}

function writeText(name: string, text: string): void {
  try {
    localStorage.setItem(PREFIX + name, text);
  } catch {
    unsaved.set(name, text);
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  // Other tabs of the same browser follow.
  window.addEventListener('storage', listener);
  listeners.add(listener);
  return () => {
    window.removeEventListener('storage', listener);
    listeners.delete(listener);
  };
}

/** A preference as text; `parse` makes sense of it and gives undefined for what an older or newer page left there. */
export function readPreference<T>(name: string, parse: (text: string) => T | undefined, initial: T): T {
  const text = readText(name);
  return (text === null ? undefined : parse(text)) ?? initial;
}

export function usePreference(name: string): readonly [string | null, (text: string) => void] {
  const text = useSyncExternalStore(subscribe, () => readText(name));
  const write = useCallback((next: string) => writeText(name, next), [name]);
  return [text, write];
}

/** One of a few words. */
export function useChoicePreference<const T extends string>(
  name: string,
  choices: readonly T[],
  initial: T,
): readonly [T, (choice: T) => void] {
  const [text, write] = usePreference(name);
  return [choices.find((choice) => choice === text) ?? initial, write];
}

import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { advanceKeys, chordOf } from '../lib/key-sequence.ts';

export interface Hotkey {
  /** Chords as lib/key-sequence.ts writes them: `g t`, `mod+k`, `?`. */
  readonly keys: string;
  /** What it does, for the list under `?`. */
  readonly words: string;
  /** Absent: a widget handles the key itself while it has the focus; it is named so that the list is whole. */
  readonly run?: () => void;
  /** Also while typing in a field: for keys with `mod`. */
  readonly whileTyping?: boolean;
}

export interface HotkeyGroup {
  readonly title: string;
  readonly hotkeys: readonly Hotkey[];
  /** Every other group wins over it, whichever came first: the keys of the frame, below those of its pages. */
  readonly isFallback?: boolean;
}

/** Keys that a widget handles itself, when it has the focus; named here so that the list under `?` is whole. */
export type HotkeyNote = Pick<Hotkey, 'keys' | 'words'>;

interface Registry {
  add(group: HotkeyGroup): () => void;
  subscribe(listener: () => void): () => void;
  read(): readonly HotkeyGroup[];
}

function createRegistry(): Registry {
  let groups: readonly HotkeyGroup[] = [];
  const listeners = new Set<() => void>();
  const change = (next: readonly HotkeyGroup[]) => {
    groups = next;
    for (const listener of listeners) listener();
  };
  return {
    add(group) {
      change(group.isFallback ? [group, ...groups] : [...groups, group]);
      return () => change(groups.filter((other) => other !== group));
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    read: () => groups,
  };
}

const RegistryContext = createContext<Registry | undefined>(undefined);

/** Milliseconds after which the first press of `g t` is forgotten. */
const SEQUENCE_MS = 1_500;

const TYPING = 'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]';
/** What is open on top has its own keys. */
const OVERLAYS = '[role=dialog], [role=menu], [role=listbox], [role=alertdialog]';

function isOver(target: EventTarget | null, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null;
}

export function HotkeyProvider({ children }: { children: ReactNode }) {
  const [registry] = useState(createRegistry);
  const pending = useRef({ keys: '', atMs: 0 });

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || isOver(event.target, OVERLAYS)) return;
      const isTyping = isOver(event.target, TYPING);
      // The latest registered first: a page's keys win over the frame's.
      const hotkeys = registry
        .read()
        .toReversed()
        .flatMap((group) => group.hotkeys)
        .filter((hotkey) => hotkey.run !== undefined && (!isTyping || hotkey.whileTyping));
      const isFresh = event.timeStamp - pending.current.atMs < SEQUENCE_MS;
      const match = advanceKeys(
        hotkeys.map(({ keys }) => keys),
        isFresh ? pending.current.keys : '',
        chordOf(event),
      );
      pending.current = { keys: match.pending, atMs: event.timeStamp };
      const hotkey = hotkeys.find(({ keys }) => keys === match.matched);
      if (!hotkey?.run) return;
      event.preventDefault();
      hotkey.run();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [registry]);

  return <RegistryContext value={registry}>{children}</RegistryContext>;
}

function useRegistry(): Registry {
  const registry = useContext(RegistryContext);
  if (!registry) throw new Error('hotkeys need a HotkeyProvider above');
  return registry;
}

/** Keys that work while the calling component is on the page, and are listed under `?` as long. */
export function useHotkeys(
  title: string,
  hotkeys: readonly Hotkey[],
  { isFallback = false }: Pick<HotkeyGroup, 'isFallback'> = {},
): void {
  const registry = useRegistry();
  const latest = useRef(hotkeys);
  latest.current = hotkeys;
  // The registered group changes only when keys or words do, not with every new closure.
  const shape = JSON.stringify(
    hotkeys.map(({ keys, words, whileTyping, run }) => ({ keys, words, whileTyping, isHandled: run !== undefined })),
  );
  const run = useCallback((keys: string) => latest.current.find((hotkey) => hotkey.keys === keys)?.run?.(), []);
  const group = useMemo((): HotkeyGroup => {
    const notes = JSON.parse(shape) as Array<Omit<Hotkey, 'run'> & { isHandled: boolean }>;
    return {
      title,
      isFallback,
      hotkeys: notes.map(({ isHandled, ...note }) => ({
        ...note,
        ...(isHandled ? { run: () => run(note.keys) } : {}),
      })),
    };
  }, [title, shape, run, isFallback]);
  useEffect(() => registry.add(group), [registry, group]);
}

export function useHotkeyGroups(): readonly HotkeyGroup[] {
  const registry = useRegistry();
  return useSyncExternalStore(registry.subscribe, registry.read);
}

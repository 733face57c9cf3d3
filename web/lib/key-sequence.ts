/** What a key press needs to be told apart; a KeyboardEvent has all of it. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/**
 * One press as text: `t`, `?`, `C` (shift is in the letter), `Escape`, `shift+Enter`, `mod+k`. Control and the command
 * key are both `mod`, and letters pressed with it are lower case.
 */
export function chordOf(press: KeyPress): string {
  const hasMod = press.ctrlKey || press.metaKey;
  const isCharacter = press.key.length === 1;
  const key = hasMod && isCharacter ? press.key.toLowerCase() : press.key;
  return [
    hasMod ? 'mod+' : '',
    press.altKey ? 'alt+' : '',
    press.shiftKey && (!isCharacter || hasMod) ? 'shift+' : '',
    key === ' ' ? 'Space' : key,
  ].join('');
}

export interface KeyMatch {
  /** The sequence that is complete, if one is. */
  readonly matched: string | undefined;
  /** What has been pressed so far of a longer one: hand it back with the next press. */
  readonly pending: string;
}

/** Reads one more press. Sequences are chords parted by a space: `g t`. A press that continues nothing starts anew. */
export function advanceKeys(sequences: Iterable<string>, pending: string, chord: string): KeyMatch {
  const tried = pending === '' ? [chord] : [`${pending} ${chord}`, chord];
  const all = [...sequences];
  for (const pressed of tried) {
    if (all.includes(pressed)) return { matched: pressed, pending: '' };
    if (all.some((sequence) => sequence.startsWith(`${pressed} `))) return { matched: undefined, pending: pressed };
  }
  return { matched: undefined, pending: '' };
}

const DRAWN: Readonly<Record<string, string>> = {
  mod: 'Ctrl',
  alt: 'Alt',
  shift: 'Shift',
  Escape: 'Esc',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
};

/** The keys of a sequence one by one as they are drawn: `C` is `Shift`, `c`. */
export function keysAsDrawn(sequence: string): string[] {
  return sequence
    .split(' ')
    .flatMap((chord) => (chord.length > 1 ? chord.split('+') : [chord]))
    .flatMap((key) => (/^[A-Z]$/.test(key) ? ['Shift', key.toLowerCase()] : [DRAWN[key] ?? key]));
}

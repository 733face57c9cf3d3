import { describe, expect, it } from 'vitest';
import { advanceKeys, chordOf, keysAsDrawn } from './key-sequence.ts';

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) =>
  chordOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

describe('chords', () => {
  it('carry shift in the letter, and name it for other keys', () => {
    expect(press('C', { shiftKey: true })).toBe('C');
    expect(press('?', { shiftKey: true })).toBe('?');
    expect(press('Enter', { shiftKey: true })).toBe('shift+Enter');
    expect(press(' ')).toBe('Space');
  });

  it('take control and command for the same', () => {
    expect(press('k', { ctrlKey: true })).toBe('mod+k');
    expect(press('k', { metaKey: true })).toBe('mod+k');
    expect(press('K', { ctrlKey: true, shiftKey: true })).toBe('mod+shift+k');
  });
});

describe('sequences', () => {
  const known = ['g t', 'g s', 't', 'mod+k'];

  it('match at once, or after the presses they are made of', () => {
    expect(advanceKeys(known, '', 't')).toEqual({ matched: 't', pending: '' });
    const first = advanceKeys(known, '', 'g');
    expect(first).toEqual({ matched: undefined, pending: 'g' });
    expect(advanceKeys(known, first.pending, 't')).toEqual({ matched: 'g t', pending: '' });
  });

  it('start anew when a press does not continue them', () => {
    expect(advanceKeys(known, 'g', 'mod+k')).toEqual({ matched: 'mod+k', pending: '' });
    expect(advanceKeys(known, 'g', 'g')).toEqual({ matched: undefined, pending: 'g' });
    expect(advanceKeys(known, 'g', 'x')).toEqual({ matched: undefined, pending: '' });
  });

  it('are drawn key by key', () => {
    expect(keysAsDrawn('g t')).toEqual(['g', 't']);
    expect(keysAsDrawn('mod+k')).toEqual(['Ctrl', 'k']);
    expect(keysAsDrawn('C')).toEqual(['Shift', 'c']);
    expect(keysAsDrawn('shift+ArrowRight')).toEqual(['Shift', '→']);
    expect(keysAsDrawn('+')).toEqual(['+']);
  });
});

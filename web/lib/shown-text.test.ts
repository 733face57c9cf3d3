import { describe, expect, it } from 'vitest';
import { shownText } from './shown-text.ts';

describe('shown text', () => {
  it('names what turns the order of characters round', () => {
    expect(shownText('photo\u202egnp.exe')).toBe('photo[U+202E]gnp.exe');
    expect(shownText('\u2066a\u2069')).toBe('[U+2066]a[U+2069]');
  });

  it('leaves words of any script and their marks as they are', () => {
    const texts = ['', 'ValueError: x', 'خطأ في الاتصال', 'שלום\u200f!', '日本語 💥'];
    expect(texts.map(shownText)).toEqual(texts);
  });
});

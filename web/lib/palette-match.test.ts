import { describe, expect, it } from 'vitest';
import { matchScore, rank } from './palette-match.ts';

describe('palette', () => {
  it('wants every word of the query somewhere', () => {
    expect(matchScore('time utc', 'Times in UTC')).toBeGreaterThan(0);
    expect(matchScore('time zone', 'Times in UTC')).toBe(0);
    expect(matchScore('  ', 'anything')).toBeGreaterThan(0);
  });

  it('puts the start of the text before the start of a word before the middle of one', () => {
    expect(rank('set', ['offset', 'Go to settings', 'Settings'], (text) => text)).toEqual([
      'Settings',
      'Go to settings',
      'offset',
    ]);
  });

  it('keeps the given order among equals, and takes signs as they are', () => {
    expect(rank('', ['b', 'a'], (text) => text)).toEqual(['b', 'a']);
    expect(rank('.*', ['a.*b', 'axb'], (text) => text)).toEqual(['a.*b']);
  });
});

import { describe, expect, it } from 'vitest';
import { generationsOf } from './semantic-names.ts';

describe('the names of an attribute', () => {
  it('are the new one first, whichever was asked for', () => {
    const names = ['http.response.status_code', 'http.status_code'];
    expect(names.map(generationsOf)).toEqual([names, names]);
  });

  it('are its own alone where it was never renamed', () => {
    expect(generationsOf('http.route')).toEqual(['http.route']);
    expect(generationsOf('constructor')).toEqual(['constructor']);
  });
});

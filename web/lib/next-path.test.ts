import { describe, expect, it } from 'vitest';
import { safeNextPath } from './next-path.ts';

describe('the path after signing in', () => {
  it.each(['/', '/bootcamp/traces?last=2h&service=a', '/bootcamp/traces/4bf9#x'])('keeps %s', (path) => {
    expect(safeNextPath(path)).toBe(path);
  });

  it.each([
    undefined,
    '',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    'javascript:alert(1)',
    ' /x',
    '/sign-in?next=/sign-in',
  ])('replaces %j by the start page', (text) => {
    expect(safeNextPath(text)).toBe('/');
  });

  it('never leaves the origin, whatever a browser makes of it', () => {
    for (const text of ['/..//evil.example', '/%2F/evil.example', '/.\\evil.example']) {
      expect(new URL(safeNextPath(text), 'http://here.example').origin).toBe('http://here.example');
    }
  });
});

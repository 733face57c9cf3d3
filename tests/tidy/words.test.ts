import { describe, expect, it } from 'vitest';
import { ownSources, parseSource } from './source.ts';
import { openEnds, wordProblems } from './word-rule.ts';

const problemsOf = (path: string, code: string): readonly string[] => wordProblems(parseSource(path, code));

describe('banned words', () => {
  it('stand nowhere', () => {
    expect(ownSources().flatMap(wordProblems)).toEqual([]);
  });

  it('nothing is left open without the number of an issue', () => {
    expect(ownSources().flatMap(openEnds)).toEqual([]);
  });

  it.each([
    ['src/api/a.ts', 'let x: any;'],
    ['tests/browser/a.ts', 'const x = y as Array<any>;'],
    ['src/api/a.ts', "console.log('x');"],
    ['web/lib/a.ts', 'console.error(1);'],
    ['src/api/a.ts', 'const t = Date.now();'],
    ['src/api/a.ts', 'const now = { nowMs: Date.now };'],
    ['web/pages/traces/a.tsx', 'const t = new Date();'],
    ['src/api/a.ts', 'const t = Date(0);'],
    ['src/server/a.ts', 'const home = process.env.HOME;'],
    ['src/api/a.ts', "const q = 'SELECT name FROM events';"],
    ['src/api/a.ts', `const q = \`INSERT INTO \${table} VALUES (1)\`;`],
    ['src/api/a.ts', 'const q = `SELECT a\n  FROM b`;'],
    ['src/api/a.ts', "const tail = ' ORDER BY time';"],
  ])('are found: %s %s', (path, code) => {
    expect(problemsOf(path, code)).toHaveLength(1);
  });

  it.each([
    ['src/base/clock.ts', 'const t = Date.now();'],
    ['src/api/a.ts', 'const t = new Date(ms);'],
    ['src/api/a.test.ts', "expect(sql).toBe('SELECT a FROM b');"],
    ['src/traces/traces-repo.ts', "const q = 'SELECT name FROM events';"],
    ['src/main.ts', 'const all = process.env;'],
    ['src/api/a.ts', "const words = 'select a trace from the list';"],
    ['src/api/a.ts', '// console.log(Date.now()) of any kind'],
  ])('are let pass where they belong: %s %s', (path, code) => {
    expect(problemsOf(path, code)).toEqual([]);
  });

  it('a note with an issue passes, one without does not', () => {
    const mark = ['TO', 'DO'].join('');
    expect(openEnds(parseSource('src/a.ts', `// ${mark}(#12): later`))).toEqual([]);
    expect(openEnds(parseSource('src/a.ts', `/* ${mark} later */`))).toEqual(['src/a.ts:1']);
  });
});

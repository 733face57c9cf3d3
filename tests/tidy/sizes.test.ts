import { describe, expect, it } from 'vitest';
import { readRepositoryFile, repositoryFiles } from '../support/repository.ts';
import { FILE_LINES_MAX, LONG_FILES, lineCount, longFunctions } from './size-rule.ts';
import { isOwnCode, ownSources, parseSource } from './source.ts';

const body = (lines: number): string => '  work();\n'.repeat(lines - 2);

describe('sizes', () => {
  const measured = repositoryFiles().filter((path) => isOwnCode(path) || /\.(css|sql|py)$/.test(path));
  const isLong = (path: string): boolean => lineCount(readRepositoryFile(path)) > FILE_LINES_MAX;

  it(`no file has more than ${FILE_LINES_MAX} lines`, () => {
    expect(measured.filter((path) => isLong(path) && !LONG_FILES.has(path))).toEqual([]);
  });

  it('every named exception is still needed', () => {
    expect([...LONG_FILES].filter((path) => !measured.includes(path) || !isLong(path))).toEqual([]);
  });

  it('no function has more than 70 lines', () => {
    expect(ownSources().flatMap(longFunctions)).toEqual([]);
  });

  it('counts the lines of a function from its first to its last', () => {
    const source = (lines: number) => parseSource('src/base/a.ts', `\n\nexport function long() {\n${body(lines)}}\n`);
    expect(longFunctions(source(70))).toEqual([]);
    expect(longFunctions(source(71))).toEqual(['src/base/a.ts:3, 71 lines']);
  });

  it('counts a function inside another one in both, and in tests only once', () => {
    const code = `f(() => {\n${'  g(() => {\n  work();\n  });\n'.repeat(30)}});\n`;
    expect(longFunctions(parseSource('src/base/a.ts', code))).toHaveLength(1);
    expect(longFunctions(parseSource('src/base/a.test.ts', code))).toEqual([]);
    const longCase = `f(() => {\n  g(() => {\n${body(80)}  });\n});\n`;
    expect(longFunctions(parseSource('src/base/a.test.ts', longCase))).toHaveLength(1);
  });
});

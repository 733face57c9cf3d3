import { describe, expect, it } from 'vitest';
import { readRepositoryFile } from '../support/repository.ts';
import { importProblems, partOf, SERVER_ORDER } from './import-rule.ts';
import { ownSources, parseSource } from './source.ts';

const dependencies = new Set(Object.keys(JSON.parse(readRepositoryFile('package.json')).dependencies));

const problemsOf = (path: string, code: string): readonly string[] =>
  importProblems(parseSource(path, code), dependencies);

describe('the architecture rule', () => {
  it('holds for every import of src/ and web/', () => {
    const sources = ownSources();
    expect(sources.filter(({ path }) => path.startsWith('src/')).length).toBeGreaterThan(20);
    expect(sources.flatMap((source) => importProblems(source, dependencies))).toEqual([]);
  });

  it('knows every part of src/', () => {
    const parts = ownSources().flatMap(({ path }) => (path.startsWith('src/') ? [partOf(path)] : []));
    expect([...new Set(parts)].filter((part) => !SERVER_ORDER.includes(part))).toEqual([]);
  });

  it.each([
    ['a part further down', 'src/base/a.ts', "import { x } from '../model/ids.ts';"],
    ['a type from further down', 'src/query/a.ts', "import type { X } from '../access/index.ts';"],
    ['a type by import()', 'src/query/a.ts', "type X = import('../access/index.ts').X;"],
    ['a re-export from further down', 'src/query/a.ts', "export * from '../access/index.ts';"],
    ['a dynamic import from further down', 'src/query/a.ts', "await import('../access/index.ts');"],
    ['a file of another part', 'src/traces/a.ts', "import { x } from '../store/chdb.ts';"],
    ['a door from another door', 'src/doors/otlp/a.ts', "import { x } from '../zipkin/index.ts';"],
    ['a door from the API', 'src/api/a.ts', "import { x } from '../doors/otlp/index.ts';"],
    ['the store from a door', 'src/doors/otlp/a.ts', "import { x } from '../../store/index.ts';"],
    ['the store from the command line', 'src/cli/a.ts', "import { x } from '../store/index.ts';"],
    ['something outside src/', 'src/api/a.ts', "import { x } from '../../web/lib/a.ts';"],
    ['a development package', 'src/api/a.ts', "import { test } from 'vitest';"],
    ['the server from the page', 'web/lib/a.ts', "import { x } from '../../src/base/time.ts';"],
    ['a page from a widget', 'web/ui/a.tsx', "import { X } from '../pages/traces/traces-page.tsx';"],
  ])('refuses %s', (_what, path, code) => {
    expect(problemsOf(path, code)).toHaveLength(1);
  });

  it.each([
    ['a part above', 'src/query/a.ts', "import { x } from '../model/ids.ts';"],
    ["a part's face", 'src/traces/a.ts', "import { x } from '../store/index.ts';"],
    ['doors/common from a door', 'src/doors/otlp/a.ts', "import { x } from '../common/errors.ts';"],
    ['a door from main', 'src/main.ts', "import { x } from './doors/otlp/index.ts';"],
    ['the contract from the page', 'web/data/a.ts', "import { x } from '../../src/api/contract/index.ts';"],
    ['a contract kit from a test', 'src/api/a.test.ts', "import { x } from '../access/route-matrix.kit.ts';"],
    ['a package the server has', 'src/api/a.ts', "import fastify from 'fastify';"],
  ])('allows %s', (_what, path, code) => {
    expect(problemsOf(path, code)).toEqual([]);
  });
});

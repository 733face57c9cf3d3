import { describe, expect, it } from 'vitest';
import { optionsPage } from '../../scripts/options-page.ts';
import { OPTIONS } from '../../src/config.ts';
import { ERROR_KINDS } from '../../src/model/errors.ts';
import { readRepositoryFile, repositoryFiles } from '../support/repository.ts';
import { lineCount } from './size-rule.ts';

const README_LINES_MAX = 15;
const DEPENDENCIES_MAX = 30;

/** Cells of a page's table rows whose first cell is code: `| `name` | a | b |`. */
function tableRows(page: string): readonly (readonly string[])[] {
  return page
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim().replace(/^`|`$/g, '')));
}

/** What `npm run test:long` reads: no options of the server. */
function variablesOfLongTests(): readonly string[] {
  const files = repositoryFiles().filter((path) => path === 'scripts/test.mjs' || path.startsWith('tests/long/'));
  return files.flatMap((path) => readRepositoryFile(path).match(/\bCOMBRAY_LONG_[A-Z_]+/g) ?? []);
}

describe('docs', () => {
  it('docs/options.md is what `npm run docs` makes from src/config.ts', () => {
    expect(OPTIONS.length).toBeGreaterThan(10);
    expect(readRepositoryFile('docs/options.md')).toBe(optionsPage(OPTIONS));
  });

  it('no page names an option that does not exist', () => {
    const known = new Set<string>([...OPTIONS.map(({ variable }) => variable), ...variablesOfLongTests()]);
    // ADRs are not rewritten when an option goes; docs/adr may name a dead one.
    const pages = repositoryFiles().filter((path) => path.endsWith('.md') && !path.startsWith('docs/adr/'));
    const named = pages.flatMap((path) =>
      [...readRepositoryFile(path).matchAll(/\bCOMBRAY_[A-Z_]*[A-Z]\b/g)].map(([variable]) => ({ path, variable })),
    );
    expect(named.length).toBeGreaterThan(OPTIONS.length);
    expect(named.filter(({ variable }) => !known.has(variable))).toEqual([]);
  });

  it('docs/errors.md lists every error code with its statuses, and no other', () => {
    const stated = tableRows(readRepositoryFile('docs/errors.md')).map(([code, http, grpc, retry]) => [
      code,
      { httpStatus: Number(http), grpcStatus: Number(grpc), retryable: retry === 'yes' },
    ]);
    expect(Object.fromEntries(stated)).toEqual(ERROR_KINDS);
    expect(stated).toHaveLength(Object.keys(ERROR_KINDS).length);
  });

  it('docs/dependencies.md gives every runtime dependency with its licence and a reason', () => {
    const rows = tableRows(readRepositoryFile('docs/dependencies.md'));
    const names = Object.keys(JSON.parse(readRepositoryFile('package.json')).dependencies);
    expect(rows.map(([name]) => name)).toEqual(names);
    expect(names.length).toBeLessThanOrEqual(DEPENDENCIES_MAX);
    for (const [name, licence, purpose, reason] of rows) {
      const stated = JSON.parse(readRepositoryFile(`node_modules/${name}/package.json`)).license;
      expect({ name, licence, hasReason: Boolean(purpose && reason) }).toEqual({
        name,
        licence: stated,
        hasReason: true,
      });
    }
  });

  it(`every folder of src/ has a README.md of at most ${README_LINES_MAX} lines`, () => {
    const files = repositoryFiles();
    const folders = new Set(files.flatMap((path) => /^src\/(doors\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? []));
    expect(folders.size).toBeGreaterThan(2);
    const lines = [...folders].map((folder) => {
      const path = `${folder}/README.md`;
      return { path, lines: files.includes(path) ? lineCount(readRepositoryFile(path)) : 'missing' };
    });
    expect(lines.filter((found) => found.lines === 'missing' || Number(found.lines) > README_LINES_MAX)).toEqual([]);
  });

  it('every relative link in a page leads to a file', () => {
    const files = new Set(repositoryFiles());
    const isThere = (path: string): boolean =>
      files.has(path) || [...files].some((file) => file.startsWith(`${path}/`));
    const broken = repositoryFiles()
      .filter((path) => path.endsWith('.md'))
      .flatMap((path) => brokenLinks(path, readRepositoryFile(path), isThere));
    expect(broken).toEqual([]);
  });
});

function brokenLinks(page: string, text: string, isThere: (path: string) => boolean): readonly string[] {
  const targets = [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? '');
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => !isThere(new URL(target, `file:///${page}`).pathname.slice(1).replace(/\/$/, '')))
    .map((target) => `${page}: ${target}`);
}

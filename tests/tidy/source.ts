import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { ROOT, readRepositoryFile, repositoryFiles } from '../support/repository.ts';

/** A node of the syntax tree, as ESTree with TypeScript's additions has it. */
export interface SyntaxNode {
  readonly type: string;
  /** Positions in the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

export interface Source {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly program: SyntaxNode;
  readonly comments: readonly { readonly value: string; readonly start: number }[];
}

const CODE = /\.(ts|tsx|mts|mjs|js)$/;

/** Our code: everything but what machines wrote and what real senders sent. */
export function isOwnCode(path: string): boolean {
  return CODE.test(path) && !/(^|\/)generated\//.test(path) && !path.startsWith('tests/fixtures/otlp/');
}

export function parseSource(path: string, text: string): Source {
  const lang = path.endsWith('x') ? 'tsx' : /\.d\.m?ts$/.test(path) ? 'dts' : 'ts';
  const { program, comments, errors } = parseSync(path, text, { lang });
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  return { path, text, program: program as unknown as SyntaxNode, comments };
}

let parsed: readonly Source[] | undefined;

/** All of our code, parsed once per process. */
export function ownSources(): readonly Source[] {
  parsed ??= repositoryFiles()
    .filter((path) => isOwnCode(path) && existsSync(join(ROOT, path)))
    .map((path) => parseSource(path, readRepositoryFile(path)));
  return parsed;
}

/** Depth first, parents before children. `visit` returns false to leave a node's inside out. */
export function walk(node: SyntaxNode, visit: (node: SyntaxNode, parents: readonly SyntaxNode[]) => boolean): void {
  const parents: SyntaxNode[] = [];
  const step = (current: SyntaxNode): void => {
    if (!visit(current, parents)) return;
    parents.push(current);
    for (const value of Object.values(current)) for (const child of nodesIn(value)) step(child);
    parents.pop();
  };
  step(node);
}

function nodesIn(value: unknown): readonly SyntaxNode[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  return isNode(value) ? [value] : [];
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

/** 1-based line of a position. */
export function lineAt(text: string, position: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < position; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

export function isTestCode(path: string): boolean {
  return /\.(test|kit)\.tsx?$/.test(path) || path.startsWith('tests/');
}

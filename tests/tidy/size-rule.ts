import { isTestCode, lineAt, type Source, type SyntaxNode, walk } from './source.ts';

export const FILE_LINES_MAX = 500;
export const FUNCTION_LINES_MAX = 70;

/** Named exceptions. This list may only shrink. */
export const LONG_FILES: ReadonlySet<string> = new Set();

const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

export function lineCount(text: string): number {
  return text.endsWith('\n') ? text.split('\n').length - 1 : text.split('\n').length;
}

/** Functions longer than the limit, as `path:line, n lines`. */
export function longFunctions(source: Source): readonly string[] {
  const problems: string[] = [];
  walk(source.program, (node) => {
    if (!FUNCTIONS.has(node.type)) return true;
    const lines = isTestCode(source.path) ? ownLines(source.text, node) : span(source.text, node);
    if (lines > FUNCTION_LINES_MAX) {
      problems.push(`${source.path}:${lineAt(source.text, node.start)}, ${lines} lines`);
    }
    return true;
  });
  return problems;
}

function span(text: string, node: SyntaxNode): number {
  return lineAt(text, node.end) - lineAt(text, node.start) + 1;
}

/** `describe` only groups: in tests the lines of functions inside a function are not its own. */
function ownLines(text: string, node: SyntaxNode): number {
  let inner = 0;
  walk(node, (current) => {
    if (current === node || !FUNCTIONS.has(current.type)) return true;
    inner += span(text, current);
    return false;
  });
  return span(text, node) - inner;
}

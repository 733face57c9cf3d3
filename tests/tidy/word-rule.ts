import { isNode, isTestCode, lineAt, type Source, type SyntaxNode, walk } from './source.ts';

interface Ban {
  readonly what: string;
  readonly applies: (path: string) => boolean;
  readonly matches: (node: SyntaxNode) => boolean;
}

const inServer = (path: string): boolean => path.startsWith('src/') && !isTestCode(path);
const inProduct = (path: string): boolean => (path.startsWith('src/') || path.startsWith('web/')) && !isTestCode(path);

/** The one place of each program that reads the wall clock. */
const CLOCKS = /^(src\/base\/|web\/lib\/clock\.ts$)/;
/** Where SQL may stand: the compiler, the engines, the control database, and a part's own repository file. */
const SQL_HOMES = /^src\/(query|store|control)\/|-repo\.ts$/;
const SQL =
  /\bSELECT\s.*\sFROM\s|\bINSERT\s+INTO\s|\bUPDATE\s+\S+\s+SET\s|\bDELETE\s+FROM\s|\b(CREATE|ALTER|DROP|TRUNCATE|OPTIMIZE)\s+(TABLE|VIEW|DATABASE|INDEX|PARTITION)\b|\b(ORDER|GROUP)\s+BY\s/s;

export const BANS: readonly Ban[] = [
  { what: 'the type any', applies: () => true, matches: (node) => node.type === 'TSAnyKeyword' },
  { what: 'console', applies: inProduct, matches: (node) => isMember(node, 'console') },
  {
    what: 'the wall clock outside base/',
    applies: (path) => inProduct(path) && !CLOCKS.test(path),
    matches: readsWallClock,
  },
  {
    what: 'process.env outside config.ts and main.ts',
    applies: (path) => inProduct(path) && path !== 'src/config.ts' && path !== 'src/main.ts',
    matches: (node) => isMember(node, 'process', 'env'),
  },
  {
    what: 'SQL outside query/, store/, control/ and *-repo.ts',
    applies: (path) => inServer(path) && !SQL_HOMES.test(path),
    matches: (node) => SQL.test(literalText(node)),
  },
];

/** One sentence per use of a banned word. */
export function wordProblems(source: Source): readonly string[] {
  const bans = BANS.filter((ban) => ban.applies(source.path));
  const problems: string[] = [];
  walk(source.program, (node) => {
    for (const ban of bans) {
      if (ban.matches(node)) problems.push(`${source.path}:${lineAt(source.text, node.start)} ${ban.what}`);
    }
    return true;
  });
  return problems;
}

/** A note to come back names the issue that will: `TO` + `DO(#12)`. */
export function openEnds(source: Source): readonly string[] {
  return source.comments
    .filter(({ value }) => /\b(TODO|FIXME|XXX|HACK)\b(?!\s*\(#\d+\))/.test(value))
    .map(({ start }) => `${source.path}:${lineAt(source.text, start)}`);
}

function isMember(node: SyntaxNode, object: string, property?: string): boolean {
  if (node.type !== 'MemberExpression' || !isNode(node.object) || node.object.name !== object) return false;
  return property === undefined || (isNode(node.property) && node.property.name === property);
}

function readsWallClock(node: SyntaxNode): boolean {
  if (isMember(node, 'Date', 'now')) return true;
  const isDate = isNode(node.callee) && node.callee.name === 'Date';
  if (!isDate || !Array.isArray(node.arguments)) return false;
  // `Date()` without `new` gives the current time whatever its arguments.
  return node.type === 'CallExpression' || (node.type === 'NewExpression' && node.arguments.length === 0);
}

/** Text of a string literal, or of a whole template with its holes left blank. */
function literalText(node: SyntaxNode): string {
  if (node.type === 'Literal' && typeof node.value === 'string') return `${node.value} `;
  if (node.type !== 'TemplateLiteral' || !Array.isArray(node.quasis)) return '';
  return `${node.quasis.map((quasi: { value: { raw: string } }) => quasi.value.raw).join('x')} `;
}

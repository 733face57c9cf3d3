import { posix } from 'node:path';
import { isNode, isTestCode, lineAt, type Source, walk } from './source.ts';

/** The architecture. A file imports only from its own part and from parts above it. */
export const SERVER_ORDER = [
  'base',
  'model',
  'control',
  'store',
  'query',
  'access',
  'catalog',
  'traces',
  'sampling',
  'issues',
  'alerts',
  'intake',
  'doors',
  'api',
  'server',
  'cli',
  'config.ts',
  'main.ts',
];
export const WEB_ORDER = ['lib', 'draw', 'data', 'ui', 'pages'];

/** Parts that are imported by file; of all others only `index.ts`. */
const OPEN_PARTS = new Set(['base', 'model']);
/** Doors translate; they reach data through intake/, query/ and the domain folders. */
const HIDDEN_FROM_DOORS = new Set(['store', 'control']);
const VISIBLE_TO_CLI = new Set(['base', 'model', 'api/contract', 'cli']);

export interface Import {
  readonly specifier: string;
  readonly line: number;
}

/** Static, dynamic, re-exporting, type-only and `import('x').T`: all count. */
export function importsOf(source: Source): readonly Import[] {
  const found: Import[] = [];
  walk(source.program, (node) => {
    const from = node.type === 'TSImportType' ? (node.source ?? node.argument) : node.source;
    if (isNode(from)) {
      const literal = isNode(from.literal) ? from.literal : from;
      if (typeof literal.value === 'string') {
        found.push({ specifier: literal.value, line: lineAt(source.text, node.start) });
      }
    }
    return true;
  });
  return found;
}

/** One sentence per import that breaks the rule. `dependencies` are the package names the server may load. */
export function importProblems(source: Source, dependencies: ReadonlySet<string>): readonly string[] {
  return importsOf(source).flatMap(({ specifier, line }) => {
    const problem = specifier.startsWith('.')
      ? pathProblem(source.path, posix.join(posix.dirname(source.path), specifier))
      : packageProblem(source.path, specifier, dependencies);
    return problem ? [`${source.path}:${line} imports ${specifier}: ${problem}`] : [];
  });
}

function pathProblem(from: string, to: string): string | undefined {
  if (from.startsWith('src/')) return serverProblem(from, to);
  if (from.startsWith('web/')) return webProblem(from, to);
  return undefined;
}

function serverProblem(from: string, to: string): string | undefined {
  if (!to.startsWith('src/')) {
    return isTestCode(from) ? undefined : 'the server imports only src/';
  }
  const [fromPart, toPart] = [partOf(from), partOf(to)];
  if (fromPart === toPart) return doorProblem(from, to);
  const [fromRank, toRank] = [SERVER_ORDER.indexOf(fromPart), SERVER_ORDER.indexOf(toPart)];
  if (fromRank < 0 || toRank < 0) return `${fromRank < 0 ? fromPart : toPart} is not in the ordered list`;
  if (toRank > fromRank) return `${toPart} stands below ${fromPart}`;
  if (isTestCode(from) && to.endsWith('.kit.ts')) return undefined;
  return visibilityProblem(fromPart, toPart, to);
}

function visibilityProblem(fromPart: string, toPart: string, to: string): string | undefined {
  if (toPart === 'doors') {
    if (fromPart !== 'main.ts') return 'only main.ts imports a door';
    return /^src\/doors\/[^/]+\/index\.ts$/.test(to) ? undefined : "import the door's index.ts";
  }
  if (fromPart === 'doors' && HIDDEN_FROM_DOORS.has(toPart)) return `a door does not reach ${toPart}/`;
  const isContract = to.startsWith('src/api/contract/');
  if (fromPart === 'cli' && !VISIBLE_TO_CLI.has(isContract ? 'api/contract' : toPart))
    return `cli does not see ${toPart}`;
  if (OPEN_PARTS.has(toPart) || toPart === 'config.ts') return undefined;
  return to === `src/${toPart}/index.ts` || to === 'src/api/contract/index.ts'
    ? undefined
    : `import ${toPart}/index.ts`;
}

/** Inside doors/: a door sees itself and doors/common. */
function doorProblem(from: string, to: string): string | undefined {
  if (partOf(from) !== 'doors') return undefined;
  const [fromDoor, toDoor] = [from.split('/')[2], to.split('/')[2]];
  if (fromDoor === toDoor || toDoor === 'common') return undefined;
  return `door ${fromDoor} imports door ${toDoor}`;
}

function webProblem(from: string, to: string): string | undefined {
  if (to.startsWith('src/')) {
    const isShared = to.startsWith('src/model/') || to.startsWith('src/api/contract/');
    return isShared ? undefined : 'web/ sees src/model and src/api/contract only';
  }
  if (!to.startsWith('web/')) return isTestCode(from) ? undefined : 'web/ imports only web/ and shared types';
  const [fromRank, toRank] = [webRank(from), webRank(to)];
  if (fromRank < 0 || toRank < 0) return 'a folder of web/ that is not in its ordered list';
  return toRank > fromRank ? `${partOf(to)} stands below ${partOf(from)}` : undefined;
}

/** Files in web/ itself (the entry) come last. */
function webRank(path: string): number {
  return path.split('/').length === 2 ? WEB_ORDER.length : WEB_ORDER.indexOf(partOf(path));
}

/** The entry of the ordered list a file belongs to; a test belongs where the file it tests does. */
export function partOf(path: string): string {
  return (path.split('/')[1] ?? '').replace(/\.test\.ts$/, '.ts');
}

/** What is only a devDependency is missing after `npm ci --omit=dev`. */
function packageProblem(from: string, specifier: string, dependencies: ReadonlySet<string>): string | undefined {
  if (!from.startsWith('src/') || isTestCode(from) || specifier.startsWith('node:')) return undefined;
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  return dependencies.has(name) ? undefined : `${name} is not among the dependencies`;
}

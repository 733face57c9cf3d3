import type { ToldFrame } from '../../model/telling.ts';

/** Longer names are no paths: the source of a bundle in one line, for instance. */
const NAME_CHARS_MAX = 1_000;

const IS_HEX_NAME = /^(?=[a-f]{0,40}\d)[0-9a-f]{7,40}$/i;
/** Directories of releases: 20261123, 20261123023859, 2026-11-23, 2026-11-23T02-38-59. */
const DATE_RUN = /(?<!\d)(?:\d{4}-\d{2}-\d{2}(?:[T_-]?\d{2}[-:.]?\d{2}(?:[-:.]?\d{2})?)?|\d{14}|\d{12}|\d{8})(?!\d)/g;
/** webpack's `app.3f2a9c1b.js`, Vite's `index-BxY3k9_a.js`. */
const CONTENT_HASH =
  /[.-](?:(?=[a-f]{0,40}\d)[0-9a-f]{6,40}|(?=[\w-]{0,7}\d)(?=[\w-]{0,7}[A-Z])[\w-]{8})(?=\.(?:[a-z]{1,10}\.)?(?:m?js|css)(?:\.map)?$)/g;
const IS_LIBRARY =
  /(?:^|\/)(?:site-packages|dist-packages|node_modules|gems|vendor|lib(?:64)?|mod|\.m2)\/|@v\d+\.\d+\.\d+[\w.+-]*\//;

/** A file name without what changes from release to release, and with the application's own directory cut off. */
export function normaliseFilename(filename: string, serverRoot: string): string {
  const plain = filename
    .normalize('NFC')
    .trim()
    .slice(0, NAME_CHARS_MAX)
    .replace(/[?#].*$/s, '')
    .replaceAll('\\', '/');
  const path = withoutRoot(plain, serverRoot);
  const segments = path.split('/');
  const isLibrary = IS_LIBRARY.test(path);
  const kept = segments.map((segment, index) => {
    if (segment === '') return segment;
    if (IS_HEX_NAME.test(segment)) return undefined;
    const undated = segment.replace(DATE_RUN, '');
    const name = index === segments.length - 1 ? undated.replace(CONTENT_HASH, '') : undated;
    const unversioned = isLibrary ? withoutVersion(name) : name;
    return unversioned === '' ? undefined : unversioned;
  });
  return kept.filter((segment) => segment !== undefined).join('/');
}

function withoutRoot(path: string, serverRoot: string): string {
  const root = serverRoot.trim().replaceAll('\\', '/').replace(/\/+$/, '');
  if (root === '' || !(path === root || path.startsWith(`${root}/`))) return path;
  return `ROOT${path.slice(root.length)}`;
}

/** `rack-2.2.3`, `x@1.2.3`, `python3.11`, and a directory that is nothing but a version. */
function withoutVersion(segment: string): string {
  return segment
    .replace(/^(python|ruby|pypy|php)\d+(?:\.\d+)*$/, '$1')
    .replace(/[-@]v?\d+(?:\.\d+)+[\w.+-]*(?=$|_)/, '')
    .replace(/^v?\d+(?:\.\d+)+$/, '');
}

const ANONYMOUS = /^(?:Object\.<anonymous>|\[anonymous\]|<anonymous>|<unknown>|anonymous)$/;

/** A method without numbers and addresses; `?` for what JavaScript has no name for. */
export function normaliseMethod(method: string | undefined): string {
  const name = (method ?? '').normalize('NFC').trim().slice(0, NAME_CHARS_MAX);
  if (ANONYMOUS.test(name)) return '?';
  // CGLIB's and Spring's made-up classes: `OrderService$$EnhancerBySpringCGLIB$$1a2b3c4d`.
  return name
    .replace(/\$\$[\w$]*/g, '')
    .replace(/0x[0-9A-Fa-f]+/g, '')
    .replace(/\d{2,}/g, '');
}

/** Whether the sender knew nothing of the place. */
export function isNowhere({ filename, method }: ToldFrame): boolean {
  return /^(?:|\(unknown\)|<unknown>|<anonymous>)$/.test(filename.trim()) && /^\??$/.test(normaliseMethod(method));
}

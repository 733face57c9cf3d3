/** What is known of where the application's own code lies. */
export interface OwnPlaces {
  /** Directory of the application on the machine that failed; '' where it is not told. */
  readonly root: string;
  /** Packages (Java, Android) that are its own; empty where they are not told. */
  readonly packages: readonly string[];
}

export const NO_PLACES: OwnPlaces = { root: '', packages: [] };

/** Paths of what an application is built on, in any directory. */
const LIBRARY_PATHS: readonly RegExp[] = [
  /(?:^|[\\/])(?:site-packages|dist-packages|node_modules|bower_components|vendor|gems)[\\/]/,
  /^(?:node:|internal\/|native |<frozen |<__array_function__|\[native code\])/,
  /(?:^|[\\/])lib(?:64)?[\\/](?:python|pypy|ruby)[\d.]*[\\/]/,
  /[\\/]go[\\/](?:pkg[\\/]mod|src)[\\/]/,
  // Go's modules where a client cut what stands before them, and its own packages in documents of X-Ray.
  /(?:^|[\\/])[^\\/]+@v\d+\.\d+\.\d+[^\\/]*[\\/]/,
  /^(?:runtime|reflect|testing|net\/http)\/\w+\.(?:go|s)$/,
  /^[\w-]+-extension:\/\//,
  /^webpack(?:-internal)?:\/\/\/?(?:webpack|external)/,
  // Where nothing is known of the place.
  /^(?:|<anonymous>|\(unknown\)|<unknown>|<string>|native)$/,
];

/** Methods of the platform, where the place does not tell: the class is part of the name. */
const LIBRARY_METHODS =
  /^(?:java(?:\.base|x)?[./]|jdk\.|sun\.|com\.sun\.|kotlin\.|kotlinx\.|scala\.|android\.|androidx\.|org\.(?:springframework|apache|eclipse|junit|hibernate)\.|System\.|Microsoft\.|runtime\.|net\/http\.|Illuminate\\|Symfony\\)/;

/** The name of a program where a library stands is no path: `rows.py` is the application's, `Home.java` by its class. */
export function isOwnFrame(
  { filename, method, className }: { filename: string; method: string; className?: string },
  { root, packages }: OwnPlaces,
): boolean {
  const name = className ? `${className}.${method}` : method;
  if (packages.length > 0) {
    const asPath = filename.replaceAll(/[\\/]/g, '.');
    return packages.some((own) => own !== '' && (name.startsWith(own) || asPath.startsWith(own)));
  }
  // The part below the root alone: an application may itself lie in a directory called `vendor`.
  const isBelowRoot = root !== '' && isBelow(filename, root);
  const path = isBelowRoot ? filename.slice(root.replace(/[\\/]+$/, '').length) : filename;
  if (LIBRARY_PATHS.some((pattern) => pattern.test(path))) return false;
  if (root !== '' && isAbsolute(filename) && !isBelowRoot) return false;
  return !LIBRARY_METHODS.test(name);
}

function isBelow(path: string, root: string): boolean {
  const directory = root.replace(/[\\/]+$/, '');
  return path.startsWith(directory) && /^[\\/]/.test(path.slice(directory.length));
}

const isAbsolute = (path: string): boolean => /^(?:[\\/]|[A-Za-z]:[\\/])/.test(path);

export interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly license?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** package-lock.json, version 3: packages by their path. */
export interface Lockfile {
  readonly packages: Record<string, LockedPackage>;
}

export interface MissingPackage {
  readonly name: string;
  readonly version: string;
  readonly wantedBy: LockedPackage;
}

/** Optional dependencies that the lockfile does not hold anywhere their dependent would find them. */
export function missingOptionalPackages(lock: Lockfile): readonly MissingPackage[] {
  return Object.entries(lock.packages).flatMap(([path, wantedBy]) =>
    Object.entries(wantedBy.optionalDependencies ?? {})
      .filter(([name]) => !isFound(lock, path, name))
      .map(([name, version]) => ({ name, version, wantedBy })),
  );
}

/** Node's rule: the dependent's own node_modules, then each one above it. */
function isFound(lock: Lockfile, path: string, name: string): boolean {
  const above = path.lastIndexOf('node_modules/');
  if (lock.packages[`${path === '' ? '' : `${path}/`}node_modules/${name}`]) return true;
  return path !== '' && isFound(lock, path.slice(0, Math.max(0, above - 1)), name);
}

/** Negative where `a` is the older version; undefined where the texts do not say. */
export function compareVersions(a: string, b: string): number | undefined {
  if (a === b) return 0;
  const [left, right] = [readVersion(a), readVersion(b)];
  // An integer (a build number) and three parts are not of one kind.
  if (!left || !right || left.length !== right.length) return undefined;
  for (const [index, part] of left.entries()) {
    const difference = part - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Semantic versions by three parts, the rest ignored. Source: docs.rollbar.com "Versions", 2026-07. */
function readVersion(text: string): number[] | undefined {
  if (/^\d{1,15}$/.test(text)) return [Number(text)];
  const [, ...parts] = /^v?(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?(?:[-+.].*)?$/.exec(text) ?? [];
  return parts.length === 0 ? undefined : [0, 1, 2].map((index) => Number(parts[index] ?? 0));
}

/**
 * Whether an occurrence of this version reactivates an issue that was resolved in that one. Without a version it does.
 * Versions without an order of their own (git SHAs) are in the order in which they were first seen; one that was not seen
 * before is the newest.
 */
export function reactivates(
  codeVersion: string,
  resolvedInVersion: string,
  firstSeenMs: (version: string) => number | undefined,
): boolean {
  if (codeVersion === '' || resolvedInVersion === '') return true;
  const order = compareVersions(codeVersion, resolvedInVersion);
  if (order !== undefined) return order >= 0;
  const [told, resolved] = [firstSeenMs(codeVersion), firstSeenMs(resolvedInVersion)];
  if (told === undefined) return true;
  // The version it is resolved in has not been seen: what was is older.
  return resolved !== undefined && told >= resolved;
}

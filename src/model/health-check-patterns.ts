/**
 * What counts as a health check: a path, or with `*` at its end every path that begins so. Settings, the server and the
 * page read the same rules.
 */
export const DEFAULT_HEALTH_CHECK_PATTERNS: readonly string[] = [
  '/health',
  '/healthz',
  '/health/*',
  '/livez',
  '/readyz',
  '/ping',
  '/api/health-check',
];

export const HEALTH_CHECK_PATTERNS_MAX = 50;
/** Each becomes seven filters of a query, which takes at most a hundred; a pattern without `*` becomes one. */
export const HEALTH_CHECK_WILDCARDS_MAX = 6;
export const HEALTH_CHECK_PATTERN_CHARS_MAX = 200;

export const isWildcard = (pattern: string): boolean => pattern.endsWith('*');

/** What is wrong with a list of patterns, in words; undefined when nothing is. */
export function healthCheckPatternsProblem(patterns: readonly string[]): string | undefined {
  if (patterns.length > HEALTH_CHECK_PATTERNS_MAX) return `at most ${HEALTH_CHECK_PATTERNS_MAX} patterns`;
  if (patterns.filter(isWildcard).length > HEALTH_CHECK_WILDCARDS_MAX) {
    return `at most ${HEALTH_CHECK_WILDCARDS_MAX} patterns that end in *`;
  }
  for (const pattern of patterns) {
    if (pattern.trim() !== pattern || pattern === '') return 'a pattern has no spaces around it and is not empty';
    if (pattern === '*') return '* alone would hide every request';
    if (pattern.slice(0, -1).includes('*')) return `${pattern}: * stands only at the end`;
    if (pattern.length > HEALTH_CHECK_PATTERN_CHARS_MAX) {
      return `a pattern has at most ${HEALTH_CHECK_PATTERN_CHARS_MAX} characters`;
    }
  }
  return undefined;
}

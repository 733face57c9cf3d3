import type { Report } from './problem.ts';

const RELATIONAL_PREFIX = /^(?:root|parent|child|any|any2|any3|none)\./;

/** A name of a field, wherever one may stand. */
export function validateColumn(path: string, column: unknown, report: Report): void {
  if (typeof column !== 'string' || column === '') {
    report(path, 'a column name is needed');
    return;
  }
  const prefix = RELATIONAL_PREFIX.exec(column)?.[0];
  if (prefix) report(path, `relational fields (${prefix}) are not supported yet`);
}

import { LIST_LENGTH_MAX } from './limits.ts';
import type { Report } from './problem.ts';

export function validateLength(path: string, list: readonly unknown[] | undefined, report: Report): void {
  if (list && list.length > LIST_LENGTH_MAX) report(path, `at most ${LIST_LENGTH_MAX} are allowed`);
}

export function validateCombination(path: string, combination: unknown, report: Report): void {
  if (combination !== undefined && combination !== 'AND' && combination !== 'OR') report(path, 'AND or OR is needed');
}

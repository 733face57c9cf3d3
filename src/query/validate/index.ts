import { CombrayError } from '../../model/errors.ts';
import type { QuerySpec } from '../../model/query-spec.ts';
import { validateCalculation } from './calculations.ts';
import { validateColumn } from './columns.ts';
import { validateFilter } from './filters.ts';
import { LIMIT_MAX } from './limits.ts';
import { validateCombination, validateLength } from './lists.ts';
import { validateNames } from './names.ts';
import { validateHaving, validateOrder } from './ordering.ts';
import type { QueryProblem, Report } from './problem.ts';
import { validateTime } from './time.ts';

export { RESULT_LIMIT_MAX } from './limits.ts';
export type { QueryProblem } from './problem.ts';

const LISTS = ['calculations', 'filters', 'breakdowns', 'orders', 'havings', 'calculated_fields', 'formulas'] as const;

/** Everything that is wrong with a query; nothing when it can be asked. */
export function validateQuery(spec: QuerySpec): QueryProblem[] {
  const problems: QueryProblem[] = [];
  const report: Report = (path, reason) => {
    problems.push({ path, reason });
  };
  for (const list of LISTS) validateLength(list, spec[list], report);
  if (problems.length > 0) return problems;

  each(spec.calculations, 'calculations', (path, calculation) => validateCalculation(path, calculation, report));
  validateCombination('filter_combination', spec.filter_combination, report);
  each(spec.filters, 'filters', (path, filter) => validateFilter(path, filter, report));
  each(spec.breakdowns, 'breakdowns', (path, column) => validateColumn(path, column, report));
  each(spec.orders, 'orders', (path, order) => validateOrder(path, order, spec, report));
  each(spec.havings, 'havings', (path, having) => validateHaving(path, having, spec, report));
  validateNames(spec, report);
  validateTime(spec, report);
  const { limit = LIMIT_MAX } = spec;
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX) report('limit', `must be between 1 and ${LIMIT_MAX}`);
  validateNotYet(spec, report);
  return problems;
}

/** Throws `request-invalid` with every problem, each with its place. */
export function assertValidQuery(spec: QuerySpec): void {
  const problems = validateQuery(spec);
  if (problems.length === 0) return;
  throw new CombrayError('request-invalid', problems.map(({ path, reason }) => `${path}: ${reason}`).join('; '));
}

function each<Item>(
  list: readonly Item[] | undefined,
  name: string,
  validate: (path: string, item: Item) => void,
): void {
  list?.forEach((item, index) => {
    validate(`${name}[${index}]`, item);
  });
}

function validateNotYet(spec: QuerySpec, report: Report): void {
  if (spec.calculated_fields?.length) report('calculated_fields', 'calculated fields are not supported yet');
  if (spec.formulas?.length) report('formulas', 'formulas are not supported yet');
  if (spec.compare_time_offset_seconds !== undefined) {
    report('compare_time_offset_seconds', 'comparing with an earlier time is not supported yet');
  }
}

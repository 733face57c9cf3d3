import { CALCULATION_OPS, type CalculationOp, type QueryCalculation } from '../../model/query-spec.ts';
import { validateColumn } from './columns.ts';
import { validateFilter } from './filters.ts';
import { validateCombination, validateLength } from './lists.ts';
import type { Report } from './problem.ts';

const NOT_YET: readonly CalculationOp[] = [
  'CONCURRENCY',
  'RATE_AVG',
  'RATE_SUM',
  'RATE_MAX',
  'COUNT_DATAPOINTS',
  'HISTOGRAM_COUNT',
];

export function validateCalculation(path: string, calculation: QueryCalculation, report: Report): void {
  const { op, column, name, filters } = calculation;
  if (!CALCULATION_OPS.includes(op)) {
    report(`${path}.op`, `${JSON.stringify(op)} is no calculation`);
    return;
  }
  if (NOT_YET.includes(op)) {
    report(`${path}.op`, `${op} is not supported yet`);
    return;
  }
  if (column !== undefined) validateColumn(`${path}.column`, column, report);
  else if (op !== 'COUNT') report(`${path}.column`, `${op} needs a column`);
  if (name === '') report(`${path}.name`, 'a name has at least one character');
  if (!filters?.length) return;
  if (name === undefined) report(`${path}.name`, 'a calculation with filters needs a name');
  validateLength(`${path}.filters`, filters, report);
  validateCombination(`${path}.filter_combination`, calculation.filter_combination, report);
  filters.forEach((filter, index) => {
    validateFilter(`${path}.filters[${index}]`, filter, report);
  });
}

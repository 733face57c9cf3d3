import { FILTER_OPS, type FilterOp, type QueryFilter } from '../../model/query-spec.ts';
import { validateColumn } from './columns.ts';
import { IN_VALUES_MAX } from './limits.ts';
import type { Report } from './problem.ts';

const NEEDS_NO_VALUE: readonly FilterOp[] = ['exists', 'does-not-exist'];
const NEEDS_LIST: readonly FilterOp[] = ['in', 'not-in'];
const NEEDS_ORDER: readonly FilterOp[] = ['<', '<=', '>', '>='];

export function validateFilter(path: string, { op, column, value }: QueryFilter, report: Report): void {
  validateColumn(`${path}.column`, column, report);
  if (!FILTER_OPS.includes(op)) {
    report(`${path}.op`, `${JSON.stringify(op)} is no filter operator`);
    return;
  }
  const at = `${path}.value`;
  if (NEEDS_NO_VALUE.includes(op)) {
    if (value !== undefined) report(at, `${op} takes no value`);
  } else if (NEEDS_LIST.includes(op)) {
    if (!Array.isArray(value)) {
      report(at, `${op} takes an array`);
      return;
    }
    if (value.length === 0) report(at, `${op} takes at least one value`);
    if (value.length > IN_VALUES_MAX) report(at, `${op} takes at most ${IN_VALUES_MAX} values`);
    value.forEach((each, index) => {
      validateScalar(`${at}[${index}]`, each, report);
    });
  } else {
    validateScalar(at, value, report);
    if (NEEDS_ORDER.includes(op) && typeof value === 'boolean') report(at, `${op} takes a number or a string`);
  }
}

function validateScalar(path: string, value: unknown, report: Report): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    report(path, 'a number must be finite');
    return;
  }
  if (!['string', 'number', 'boolean'].includes(typeof value))
    report(path, 'a string, a number or a boolean is needed');
}

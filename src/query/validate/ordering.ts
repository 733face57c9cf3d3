import { HAVING_OPS, type QueryHaving, type QueryOrder, type QuerySpec } from '../../model/query-spec.ts';
import { calculationsOf, isCalculation } from '../build-tree.ts';
import type { Report } from './problem.ts';

export function validateOrder(path: string, order: QueryOrder, spec: QuerySpec, report: Report): void {
  if (order.order !== undefined && order.order !== 'ascending' && order.order !== 'descending') {
    report(`${path}.order`, 'ascending or descending is needed');
  }
  if (order.op === undefined && order.column === undefined) {
    report(path, 'an op or a column is needed');
    return;
  }
  if (order.op === undefined && spec.breakdowns?.includes(order.column ?? '')) return;
  const calculation = calculationsOf(spec).find((each) => isCalculation(each, order));
  if (!calculation) report(path, 'an order must refer to a breakdown or a calculation of the query');
  else if (calculation.op === 'HEATMAP') report(path, 'results cannot be ordered by a HEATMAP');
}

export function validateHaving(path: string, having: QueryHaving, spec: QuerySpec, report: Report): void {
  const { calculate_op: op, column, value } = having;
  if (!HAVING_OPS.includes(having.op)) report(`${path}.op`, `${JSON.stringify(having.op)} is no having operator`);
  if (typeof value !== 'number' || !Number.isFinite(value)) report(`${path}.value`, 'a finite number is needed');
  const calculation = calculationsOf(spec).find((each) => isCalculation(each, { op, column }));
  if (!calculation) report(path, 'a having must refer to a calculation of the query');
  else if (calculation.op === 'HEATMAP') report(`${path}.calculate_op`, 'a HEATMAP cannot be compared');
}

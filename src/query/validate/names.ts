import type { QuerySpec } from '../../model/query-spec.ts';
import { nameOfCalculation } from '../name-of-calculation.ts';
import type { Report } from './problem.ts';

/** Breakdowns and calculations are keys of one object. */
export function validateNames({ breakdowns = [], calculations = [] }: QuerySpec, report: Report): void {
  breakdowns.forEach((column, index) => {
    if (breakdowns.indexOf(column) < index) report(`breakdowns[${index}]`, `${JSON.stringify(column)} is there twice`);
  });
  const names = calculations.map(nameOfCalculation);
  names.forEach((name, index) => {
    const first = names.indexOf(name);
    // Without a name of its own, the same calculation is meant.
    const isAgain =
      first === index || (calculations[first]?.name === undefined && calculations[index]?.name === undefined);
    if (!isAgain || breakdowns.includes(name)) {
      report(`calculations[${index}].name`, `${JSON.stringify(name)} is the name of another calculation or breakdown`);
    }
  });
}

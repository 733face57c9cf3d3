import { assert } from '../../base/assert.ts';
import { attributeReadings, isPresent, keyOf, numberOf, type Reading } from '../sql/reading.ts';
import { recordReading } from '../sql/record-columns.ts';
import { raw, type Sql } from '../sql/sql.ts';
import type { QueryNode, ReferenceNode } from '../tree/index.ts';

/** How many real events a row stands for: 1 in usage mode. */
export const weightOf = ({ isWeighted }: QueryNode): Sql => raw(isWeighted ? 'weight' : '1.');

export function readingsOf(reference: ReferenceNode): readonly Reading[] {
  if (reference.kind === 'attribute') return attributeReadings(reference.names);
  const reading = recordReading(reference.name);
  assert(reading, `${reference.name} is a field of the record`);
  return [reading];
}

export const keySql = (reference: ReferenceNode): Sql => keyOf(readingsOf(reference));
export const numberSql = (reference: ReferenceNode): Sql => numberOf(readingsOf(reference));
export const presenceSql = (reference: ReferenceNode): Sql => isPresent(readingsOf(reference));

import { type Sql, sql } from '../sql/sql.ts';

/**
 * A value as often as its weight says. Not a bare product: the engine takes a constant factor out of a sum, and fails
 * where that is a NULL, as it is for a calculation whose filter no row can pass (26.7, "Unexpected literal type").
 */
export const weighted = (number: Sql, weight: Sql): Sql => sql`ifNull(${number} * ${weight}, NULL)`;

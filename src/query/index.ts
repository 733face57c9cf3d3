export { compileCondition } from './compile-condition.ts';
export { type CompiledQuery, compileQuery } from './compile-query.ts';
export { nameOfCalculation } from './name-of-calculation.ts';
export { createQueries, type Queries, type QueryOptions } from './queries.ts';
export type { Heatmap, HeatmapColumn, QueryResult, ResultData, ResultValue } from './query-result.ts';
export type { QueryScope } from './query-scope.ts';
export { assertValidQuery, type QueryProblem, RESULT_LIMIT_MAX, validateQuery } from './validate/index.ts';

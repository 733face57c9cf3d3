import { z } from 'zod';
import { CALCULATION_OPS, FILTER_OPS, HAVING_OPS, type QuerySpec } from '../../model/query-spec.ts';

const column = z.string();
const optionalColumn = column.exactOptional();
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const combination = z.enum(['AND', 'OR']).exactOptional();
const filter = z.strictObject({
  column,
  op: z.enum(FILTER_OPS),
  value: z.union([scalar, z.array(scalar)]).exactOptional(),
});
const calculation = z.strictObject({
  op: z.enum(CALCULATION_OPS),
  column: optionalColumn,
  name: z.string().exactOptional(),
  filters: z.array(filter).exactOptional(),
  filter_combination: combination,
});
const namedExpressions = z.array(z.strictObject({ name: z.string(), expression: z.string() })).exactOptional();
const seconds = z.number().exactOptional();

/** Shape only; what a query may say besides, `src/query/validate` knows. */
export const querySpec = z.strictObject({
  calculations: z.array(calculation).exactOptional(),
  filters: z.array(filter).exactOptional(),
  filter_combination: combination,
  breakdowns: z.array(column).exactOptional(),
  orders: z
    .array(
      z.strictObject({
        op: z.enum(CALCULATION_OPS).exactOptional(),
        column: optionalColumn,
        order: z.enum(['ascending', 'descending']).exactOptional(),
      }),
    )
    .exactOptional(),
  havings: z
    .array(
      z.strictObject({
        calculate_op: z.enum(CALCULATION_OPS).exclude(['HEATMAP']),
        column: optionalColumn,
        op: z.enum(HAVING_OPS),
        value: z.number(),
      }),
    )
    .exactOptional(),
  limit: z.number().exactOptional(),
  time_range: seconds,
  start_time: seconds,
  end_time: seconds,
  granularity: seconds,
  compare_time_offset_seconds: seconds,
  calculated_fields: namedExpressions,
  formulas: namedExpressions,
  usage_mode: z.boolean().exactOptional(),
}) satisfies z.ZodType<QuerySpec>;

/** `POST /api/ui/environments/:environment/query`: 200 with a `queryResponse`. Hanging up cancels the query. */
export const queryRequest = z.strictObject({
  query: querySpec,
  /** Slugs; absent: all datasets of the environment. */
  datasets: z.array(z.string()).min(1).max(100).exactOptional(),
  /** False leaves out `series`, which costs as much as the results. Absent: true. */
  isSeriesWanted: z.boolean().exactOptional(),
  /** True adds `totalSeries`. Absent: false. */
  isTotalSeriesWanted: z.boolean().exactOptional(),
});
export type QueryRequest = z.infer<typeof queryRequest>;

/** Integers beyond 2^53 are text; null is an absent value. */
const resultData = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** As `src/query/query-result.ts` describes it. */
export const queryResponse = z.object({
  /** [start, end) of what was read. */
  startMs: z.number(),
  endMs: z.number(),
  granularitySeconds: z.number(),
  series: z.array(z.object({ timeMs: z.number(), data: resultData })),
  results: z.array(z.object({ data: resultData })),
  total: resultData,
  totalSeries: z.array(z.object({ timeMs: z.number(), data: resultData })),
  /** Null when all groups are in `results`. */
  other: resultData.nullable(),
  heatmaps: z.array(
    z.object({
      calculation,
      edges: z.array(z.number()),
      columns: z.array(z.object({ timeMs: z.number(), group: resultData, counts: z.array(z.number()) })),
    }),
  ),
  groupCount: z.number(),
  matchedRowCount: z.number(),
  examinedRowCount: z.number(),
  /** Null when no row matched. */
  averageSampleRate: z.number().nullable(),
  elapsedMs: z.number(),
});
export type QueryResponse = z.infer<typeof queryResponse>;

/** Source: Honeycomb API reference "Queries" (2026): at most 100 of each list, 1,000 groups. */
export const LIST_LENGTH_MAX = 100;
export const LIMIT_MAX = 1_000;
/** Without series. Source: API reference "Query Data", `limit` of a request with `disable_series`. */
export const RESULT_LIMIT_MAX = 10_000;

/** Ours: values of one `in`. */
export const IN_VALUES_MAX = 1_000;

import { SERIES_COUNT } from '../../src/api/contract/index.ts';

/** `series-1` to `series-12`, for `useTokens`: canvases take colours, not variables. */
export const SERIES_TOKENS = Array.from({ length: SERIES_COUNT }, (_, index) => `series-${index + 1}` as const);

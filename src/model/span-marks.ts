/** What was odd about a span of a trace: bits, added up. */
export const SPAN_MARK_PARENT_MISSING = 1;
export const SPAN_MARK_CLOCK_ADJUSTED = 2;
export const SPAN_MARK_DUPLICATE_ID = 4;
export const SPAN_MARK_PARENT_CYCLE = 8;
/** Its end is still to come. */
export const SPAN_MARK_IN_PROGRESS = 16;

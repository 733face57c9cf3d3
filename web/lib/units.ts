/** Nanoseconds after the start of a trace. A number: exact below 2^53 (104 days), which no trace on a screen exceeds. */
export type OffsetNs = number;

/** Pixels of the layout, before the screen's own density is applied. */
export type CssPixels = number;

/** Position of a span in the columns of a trace, collapsed or not. */
export type SpanIndex = number;

/** Position of a row among those that are shown: rows below a collapsed span have none. */
export type RowIndex = number;

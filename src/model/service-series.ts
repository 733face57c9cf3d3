/** Colours there are for services: the page's tokens `--series-1` to `--series-12`. */
export const SERIES_COUNT = 12;

/** Which series to take next among the least used: neighbours in this order lie far apart in hue. */
export const SERIES_ORDER = [1, 3, 6, 2, 4, 12, 9, 8, 7, 5, 10, 11] as const;

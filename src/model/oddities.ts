/** What was kept, though not as it was sent or should have been. The label of `combray_oddities_total`. */
export const ODDITIES = ['text-repaired', 'value-cut', 'time-out-of-range'] as const;
export type Oddity = (typeof ODDITIES)[number];

/** How often each was met in one request: strings, rows, rows. */
export type OddityCounts = Readonly<Record<Oddity, number>>;

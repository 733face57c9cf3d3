/** What was kept, though not as it was sent or should have been. The label of `combray_oddities_total`. */
export const ODDITIES = ['text-repaired', 'value-cut', 'value-dropped', 'time-out-of-range'] as const;
export type Oddity = (typeof ODDITIES)[number];

/** How often each was met in one request: strings, rows, values, rows. */
export type OddityCounts = Readonly<Partial<Record<Oddity, number>>>;

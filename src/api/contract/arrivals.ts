import { z } from 'zod';
import { traceSummary } from './traces.ts';

/**
 * `GET /api/ui/environments/:environment/arrivals`: a text that is another one whenever more has arrived. Open pages ask
 * for it twice a second, and for what they show only when it has changed.
 */
export const arrivalsResponse = z.object({ cursor: z.string() });
export type ArrivalsResponse = z.infer<typeof arrivalsResponse>;

/** `GET /api/ui/environments/:environment/arrivals/latest`: where a reader of an environment goes first. */
export const latestArrivalResponse = z.object({
  /** Null while no span has arrived. */
  latestTrace: traceSummary.nullable(),
});
export type LatestArrivalResponse = z.infer<typeof latestArrivalResponse>;

/** `GET /api/ui/environments/:environment/arrivals/counts?sinceMs=`: records that arrived since then, whatever times they carry. */
export const arrivalCountsQuery = z.strictObject({ sinceMs: z.coerce.number().int().min(0) });
export const arrivalCountsResponse = z.object({
  spanCount: z.number(),
  logRecordCount: z.number(),
  metricPointCount: z.number(),
  /** Rollbar's: errors of spans and log records are parts of those. */
  errorCount: z.number(),
});
export type ArrivalCountsResponse = z.infer<typeof arrivalCountsResponse>;

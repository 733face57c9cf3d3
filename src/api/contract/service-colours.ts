import { z } from 'zod';
import { SERIES_COUNT } from '../../model/service-series.ts';

export { SERIES_COUNT, SERIES_ORDER } from '../../model/service-series.ts';

/** `GET /api/ui/environments/:environment/service-colours`: of every service that has one. */
export const serviceColoursResponse = z.object({
  colours: z.array(z.object({ service: z.string(), series: z.number().int().min(1).max(SERIES_COUNT) })),
});
export type ServiceColoursResponse = z.infer<typeof serviceColoursResponse>;

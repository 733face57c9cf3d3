import { z } from 'zod';
import { HEALTH_CHECK_PATTERN_CHARS_MAX, HEALTH_CHECK_PATTERNS_MAX } from '../../model/health-check-patterns.ts';

/** `GET /api/ui/environments/:environment/health-checks`, and the answer of `POST` on the same path. */
export const healthChecksResponse = z.object({ patterns: z.array(z.string()) });
export type HealthChecksResponse = z.infer<typeof healthChecksResponse>;

/** `POST`: replaces the whole list. Rules beyond these: model/health-check-patterns.ts. */
export const healthChecksRequest = z.strictObject({
  patterns: z.array(z.string().max(HEALTH_CHECK_PATTERN_CHARS_MAX)).max(HEALTH_CHECK_PATTERNS_MAX),
});

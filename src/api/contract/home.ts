import { z } from 'zod';
import { COUNTED_SOURCES } from '../../model/counted-source.ts';
import { traceSummary } from './traces.ts';

/**
 * Query string of `GET /api/ui/environments/:environment/home`: what Home shows, and with a service what its page shows. All
 * figures are of requests: spans of kind server or consumer, or without a parent, counted by weight.
 */
export const homeQuery = z.strictObject({
  fromMs: z.coerce.number().int().min(0),
  toMs: z.coerce.number().int().min(0),
  service: z.string().max(1024).optional(),
  healthChecks: z.enum(['hidden', 'shown']).default('hidden'),
  /** Of a service that sends both, whose spans count. */
  counted: z.enum(COUNTED_SOURCES).default('opentelemetry'),
});
export type HomeQuery = z.infer<typeof homeQuery>;

const requestFigures = {
  requestCount: z.number(),
  errorCount: z.number(),
  /** Null where there is no request. */
  p50Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
};

export const homeGroup = z.object({
  /** Of a service; of an operation on a service's page. '' where it has none. */
  name: z.string(),
  ...requestFigures,
  /** One for each bucket of `series`. */
  requestCounts: z.array(z.number()),
});
export type HomeGroup = z.infer<typeof homeGroup>;

export const homeResponse = z.object({
  /** The range that was read: [start, end). */
  startMs: z.number(),
  endMs: z.number(),
  totals: z.object(requestFigures),
  /** Columns, one entry for each bucket of `bucketMs`, the first of which may begin before the range. */
  series: z.object({
    bucketMs: z.number(),
    timeMs: z.array(z.number()),
    requestCount: z.array(z.number()),
    errorCount: z.array(z.number()),
    p50Ms: z.array(z.number().nullable()),
    p99Ms: z.array(z.number().nullable()),
  }),
  heatmap: z.object({
    /** Milliseconds: lower edges of the cells, then the upper edge of the last. Empty without a request. */
    edgesMs: z.array(z.number()),
    /** By bucket, then by cell; weighted. */
    counts: z.array(z.array(z.number())),
  }),
  /** Services, or operations of the service: those with the most requests. */
  groups: z.array(homeGroup),
  /** All there are, of which `groups` are the first. */
  groupCount: z.number(),
  /** Requests of the range that are health checks, hidden or not. */
  healthCheckCount: z.number(),
  /** Of these services, those that send both OpenTelemetry and X-Ray. */
  doubledServices: z.array(z.string()),
  traces: z.object({
    slowest: z.array(traceSummary),
    failing: z.array(traceSummary),
    newest: z.array(traceSummary),
  }),
});
export type HomeResponse = z.infer<typeof homeResponse>;

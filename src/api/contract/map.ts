import { z } from 'zod';
import { COUNTED_SOURCES } from '../../model/counted-source.ts';

/** Query string of `GET /api/ui/environments/:environment/map`: who called whom in a time range. */
export const mapQuery = z.strictObject({
  fromMs: z.coerce.number().int().min(0),
  toMs: z.coerce.number().int().min(0),
  /** Of a service that sends both, whose spans count. */
  counted: z.enum(COUNTED_SOURCES).default('opentelemetry'),
});
export type MapQuery = z.infer<typeof mapQuery>;

/** Requests, weighted. */
export const requestFigures = z.object({
  ok: z.number(),
  error: z.number(),
  throttle: z.number(),
  fault: z.number(),
  /** Null where there is no request. */
  p50Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  /** Ascending, without empty ones: [fromMs, toMs) and how many took so long. */
  histogram: z.array(z.object({ fromMs: z.number(), toMs: z.number(), count: z.number() })),
});
export type RequestFigures = z.infer<typeof requestFigures>;

export const mapNode = z.object({
  /** Unique in a map and stable from one to the next. */
  id: z.string(),
  name: z.string(),
  /** X-Ray's service type; '' for a plain service. */
  type: z.string(),
  /** Known by its callers alone. */
  isInferred: z.boolean(),
  /** Whether traces begin here. */
  isRoot: z.boolean(),
  figures: requestFigures,
});
export type MapNodeView = z.infer<typeof mapNode>;

export const mapEdge = z.object({ sourceId: z.string(), targetId: z.string(), figures: requestFigures });
export type MapEdgeView = z.infer<typeof mapEdge>;

export const mapResponse = z.object({
  startMs: z.number(),
  endMs: z.number(),
  nodes: z.array(mapNode),
  edges: z.array(mapEdge),
  /** Services that send both OpenTelemetry and X-Ray. */
  doubledServices: z.array(z.string()),
});
export type MapResponse = z.infer<typeof mapResponse>;

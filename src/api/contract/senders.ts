import { z } from 'zod';
import { REJECTION_REASONS } from '../../model/rejections.ts';

const count = z.number();
const timeMs = z.number();

/** An X-Ray daemon by what it tells of itself; '' where it does not. Counts are of all it ever told. */
const daemonView = z.object({
  hostname: z.string(),
  resourceArn: z.string(),
  instanceId: z.string(),
  firstHeardMs: timeMs,
  lastHeardMs: timeMs,
  recordCount: count,
  received: count,
  sent: count,
  spilled: count,
  rejected: count,
  timeouts: count,
  connectionsRefused: count,
  http4xx: count,
  http5xx: count,
  unknownHosts: count,
  otherErrors: count,
});
export type DaemonView = z.infer<typeof daemonView>;

/** One record that was left out: `detail`, `text` and `from` are '' where its door does not tell. */
const refusedView = z.object({
  atMs: timeMs,
  door: z.string(),
  reason: z.enum(REJECTION_REASONS),
  detail: z.string(),
  /** The beginning of the record. */
  text: z.string(),
  /** Address. */
  from: z.string(),
});
export type RefusedView = z.infer<typeof refusedView>;

/** Who sends datagrams, and what became of them. */
const sourceView = z.object({ from: z.string(), received: count, rejected: count, spilled: count, lastMs: timeMs });
export type SourceView = z.infer<typeof sourceView>;

/** `GET /api/ui/environments/:environment/senders`. */
export const sendersResponse = z.object({
  /** The last heard first. */
  daemons: z.array(daemonView),
  /** Of this process, since it began. */
  sinceMs: timeMs,
  /** The last heard first. */
  sources: z.array(sourceView),
  /** The most frequent first. */
  refusedCounts: z.array(z.object({ door: z.string(), reason: z.enum(REJECTION_REASONS), count })),
  /** The newest first; 100 at most. */
  lastRefused: z.array(refusedView),
});
export type SendersResponse = z.infer<typeof sendersResponse>;

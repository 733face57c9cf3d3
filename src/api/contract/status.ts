import { z } from 'zod';
import { DISK_LEVELS } from '../../model/disk.ts';

/** `GET /api/ui/status`: what everybody who uses this server should know of it. Sizes are bytes. */
export const statusResponse = z.object({
  disk: z.object({
    level: z.enum(DISK_LEVELS),
    /** What brought it there: the disk itself, or what the current day takes of `COMBRAY_DISK_MAX`. */
    cause: z.enum(['disk', 'limit']),
    usedBytes: z.number(),
    availableBytes: z.number(),
    telemetryBytes: z.number(),
    telemetryBytesMax: z.number().nullable(),
  }),
});
export type StatusResponse = z.infer<typeof statusResponse>;

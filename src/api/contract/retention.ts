import { z } from 'zod';

/** Of a request: a sender that makes names up must not fill the control store with rules. */
const DATASET_RULES_MAX = 1_000;
const DATASET_CHARS_MAX = 200;
const DAYS_MAX = 36_500;

const daysWanted = z.int().min(1).max(DAYS_MAX);

/** `GET /api/ui/environments/:environment/retention`, and the answer of `PUT` on the same path. */
export const retentionResponse = z.object({
  /** The server's, in days with a fraction; nothing is kept longer. */
  generalDays: z.number(),
  /** The environment's; null: as the server. */
  days: z.number().nullable(),
  /** With records or a rule of their own, the largest first. */
  datasets: z.array(
    z.object({
      dataset: z.string(),
      /** Null: as the environment. */
      days: z.number().nullable(),
      rowCount: z.number(),
      /** Arrival of the oldest record; null where there is none. */
      oldestMs: z.number().nullable(),
    }),
  ),
});
export type RetentionResponse = z.infer<typeof retentionResponse>;

/** `PUT`: replaces all rules of the environment. */
export const retentionRequest = z.strictObject({
  days: daysWanted.nullable(),
  datasets: z
    .array(z.strictObject({ dataset: z.string().min(1).max(DATASET_CHARS_MAX), days: daysWanted }))
    .max(DATASET_RULES_MAX),
});
export type RetentionRequest = z.infer<typeof retentionRequest>;

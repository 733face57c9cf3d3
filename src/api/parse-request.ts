import type { z } from 'zod';
import { CombrayError } from '../model/errors.ts';

/** Reads a body or query string by its schema. Throws `request-invalid` naming each field and what is wrong with it. */
export function parseRequest<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input ?? {});
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) =>
    path.length ? `${path.join('.')}: ${message}` : message,
  );
  throw new CombrayError('request-invalid', problems.join('; '));
}

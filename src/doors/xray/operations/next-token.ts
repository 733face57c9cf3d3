import type { z } from 'zod';
import type { OperationName } from '../api-paths.ts';
import { XRayError } from '../errors.ts';

/** Where the next page begins, opaque to the client: it comes back as it was given. */
export function writeNextToken(operation: OperationName, place: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify([operation, place])).toString('base64url');
}

/** Throws InvalidRequestException for a token of another operation, or none of ours. */
export function readNextToken<Schema extends z.ZodType>(
  operation: OperationName,
  schema: Schema,
  token: string,
): z.output<Schema> {
  const [name, place] = decode(token);
  const result = schema.safeParse(place);
  if (name !== operation || !result.success) throw new XRayError('InvalidRequestException', 'Invalid NextToken');
  return result.data;
}

/** For operations that answer in one page: a token is none of ours. */
export function refuseNextToken(token: string | undefined): void {
  if (token !== undefined) throw new XRayError('InvalidRequestException', 'Invalid NextToken');
}

function decode(token: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    // What a client made up is as foreign as another operation's.
    return [];
  }
}

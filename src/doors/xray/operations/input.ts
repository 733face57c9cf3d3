import { z } from 'zod';
import { XRayError } from '../errors.ts';

/** Epoch seconds, fractions allowed. */
export const timestamp = z.number();

/** Reads the input of an operation. Throws InvalidRequestException that names each member and its constraint. */
export function readInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(withoutNulls(input, 0), { reportInput: true });
  if (result.success) return result.data;
  const problems = result.error.issues.map(problemText);
  const count = problems.length;
  const heading = `${count} validation error${count === 1 ? '' : 's'} detected`;
  throw new XRayError('InvalidRequestException', `${heading}: ${problems.slice(0, PROBLEMS_MAX).join('; ')}`);
}

const PROBLEMS_MAX = 10;
/** No input of the API is nested deeper. */
const NULLS_DEPTH_MAX = 8;

/** A null is an absent member: Go sends `{"NextToken": null}`. */
function withoutNulls(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > NULLS_DEPTH_MAX) return value;
  if (Array.isArray(value)) return value.map((element) => withoutNulls(element, depth + 1));
  const entries = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(entries.map(([name, member]) => [name, withoutNulls(member, depth + 1)]));
}

/** As AWS services word it: `Value at 'startTime' failed to satisfy constraint: Member must not be null`. */
function problemText(issue: z.core.$ZodIssue): string {
  return `Value at '${memberPath(issue.path)}' failed to satisfy constraint: ${constraintText(issue)}`;
}

/** `samplingStatisticsDocuments.1.member.clientID`: names begin in lower case, lists count from 1. */
function memberPath(path: readonly PropertyKey[]): string {
  const parts = path.map((part) => (typeof part === 'number' ? `${part + 1}.member` : lowerFirst(String(part))));
  return parts.join('.') || 'input';
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function constraintText(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'Member must not be null' : `Member must be of type ${issue.expected}`;
    case 'too_small':
      return `Member must have ${measureOf(issue.origin)} greater than or equal to ${issue.minimum}`;
    case 'too_big':
      return `Member must have ${measureOf(issue.origin)} less than or equal to ${issue.maximum}`;
    case 'invalid_value':
      return `Member must satisfy enum value set: [${issue.values.join(', ')}]`;
    default:
      return issue.message;
  }
}

function measureOf(origin: string): string {
  return origin === 'string' || origin === 'array' ? 'length' : 'value';
}

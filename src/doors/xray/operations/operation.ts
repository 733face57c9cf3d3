import type { z } from 'zod';
import type { EnvironmentId } from '../../../model/ids.ts';
import { API_PATHS, type OperationName } from '../api-paths.ts';
import type { XRayParts } from '../parts.ts';
import { readInput } from './input.ts';

/** Who asks, and what an answer is made from. */
export interface XRayContext {
  readonly environment: EnvironmentId;
  /** 12 digits, for ARNs. */
  readonly accountId: string;
  /** As the client says, for ARNs. */
  readonly region: string;
  readonly nowMs: number;
  readonly parts: XRayParts;
}

export interface XRayOperation {
  readonly name: OperationName;
  readonly path: string;
  /** Answers the JSON of a body, or throws `XRayError`. */
  readonly handler: (context: XRayContext, input: unknown) => Promise<object>;
}

/** One operation: what is handed on has been checked against its input. */
export function operation<Schema extends z.ZodType>(
  name: OperationName,
  input: Schema,
  answer: (context: XRayContext, input: z.output<Schema>) => Promise<object>,
): XRayOperation {
  return { name, path: API_PATHS[name], handler: async (context, given) => answer(context, readInput(input, given)) };
}

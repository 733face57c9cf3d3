/** A broken invariant: a bug in Combray, never a consequence of what a client sent. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/** States what must hold. The message is the sentence that would have been true. */
export function assert(condition: unknown, mustHold: string): asserts condition {
  if (!condition) throw new AssertionError(`must hold: ${mustHold}`);
}

/** Ends a `switch` over all members of a union: fails to compile when one is missing. */
export function assertNever(value: never): never {
  throw new AssertionError(`must hold: every kind is known, also ${JSON.stringify(value)}`);
}

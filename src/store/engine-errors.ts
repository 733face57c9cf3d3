import { CombrayError } from '../model/errors.ts';

// Source: ClickHouse src/Common/ErrorCodes.cpp (26.7).
const TIMEOUT_EXCEEDED = 159;
const TOO_MANY_ROWS = 158;
const MEMORY_LIMIT_EXCEEDED = 241;
const TOO_MANY_ROWS_OR_BYTES = 396;

/** What the engine threw, as one of our errors; `message` where it is none that the asker can mend. */
export function asCombrayError(error: unknown, message: string): CombrayError {
  if (error instanceof CombrayError) return error;
  const cause = { cause: error };
  switch (clickhouseCodeOf(error)) {
    case TIMEOUT_EXCEEDED:
      return new CombrayError('query-timeout', 'the query took longer than it may; narrow its time range', cause);
    case TOO_MANY_ROWS:
    case MEMORY_LIMIT_EXCEEDED:
    case TOO_MANY_ROWS_OR_BYTES:
      return new CombrayError('query-too-large', 'the query needs more memory or rows than it may; narrow it', cause);
    default:
      return new CombrayError('store-unavailable', message, cause);
  }
}

/** chDB gives the number, a node's client a string. Undefined for what ClickHouse did not say. */
export function clickhouseCodeOf(error: unknown): number | undefined {
  const { clickhouseCode, code } = error as { clickhouseCode?: unknown; code?: unknown };
  if (typeof clickhouseCode === 'number') return clickhouseCode;
  return typeof code === 'string' && /^\d+$/.test(code) ? Number(code) : undefined;
}

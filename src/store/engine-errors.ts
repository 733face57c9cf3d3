import { CombrayError } from '../model/errors.ts';

// Source: ClickHouse src/Common/ErrorCodes.cpp (26.7).
const TIMEOUT_EXCEEDED = 159;
const TOO_MANY_ROWS = 158;
const MEMORY_LIMIT_EXCEEDED = 241;
const NOT_ENOUGH_SPACE = 243;
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

/** Why a block was not kept, as one of our errors. All of them pass: the sender may come again. */
export function asInsertError(error: unknown): CombrayError {
  if (error instanceof CombrayError) return error;
  const cause = { cause: error };
  if (isNoSpace(error)) return new CombrayError('disk-full', 'the disk of the telemetry engine is full', cause);
  return new CombrayError('store-unavailable', 'the telemetry engine could not keep a block', cause);
}

/** By the engine's word, or by the system's where a file could not be written: the disk, or the quota on it, is full. */
function isNoSpace(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === 'ENOSPC' || code === 'EDQUOT' || clickhouseCodeOf(error) === NOT_ENOUGH_SPACE;
}

/** chDB gives the number, a node's client a string. Undefined for what ClickHouse did not say. */
export function clickhouseCodeOf(error: unknown): number | undefined {
  const { clickhouseCode, code } = error as { clickhouseCode?: unknown; code?: unknown };
  if (typeof clickhouseCode === 'number') return clickhouseCode;
  return typeof code === 'string' && /^\d+$/.test(code) ? Number(code) : undefined;
}

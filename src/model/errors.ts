/**
 * Every error code of Combray, once. A door turns a code into its own protocol's body and status; `docs/errors.md`
 * lists the same codes for users, and `tests/tidy` compares the two.
 */
export interface ErrorKind {
  readonly httpStatus: number;
  /** https://grpc.io/docs/guides/status-codes/ */
  readonly grpcStatus: number;
  /** Whether the sender should send the same request again. */
  readonly retryable: boolean;
}

const kind = (httpStatus: number, grpcStatus: number, retryable = false): ErrorKind => ({
  httpStatus,
  grpcStatus,
  retryable,
});

export const ERROR_KINDS = {
  'body-unreadable': kind(400, 3),
  'message-malformed': kind(400, 13),
  'content-encoding-unsupported': kind(400, 12),
  'request-invalid': kind(400, 3),
  'key-missing': kind(401, 16),
  'key-unknown': kind(401, 16),
  'session-missing': kind(401, 16),
  'sign-in-failed': kind(401, 16),
  'scope-missing': kind(403, 7),
  'signature-incomplete': kind(400, 3),
  'signature-mismatch': kind(403, 7),
  'signature-expired': kind(403, 7),
  'origin-foreign': kind(403, 7),
  'not-found': kind(404, 5),
  'method-not-allowed': kind(405, 12),
  'already-exists': kind(409, 6),
  'body-too-large': kind(413, 8),
  'content-type-unsupported': kind(415, 12),
  'rate-limited': kind(429, 14, true),
  internal: kind(500, 13),
  overloaded: kind(503, 14, true),
  'store-unavailable': kind(503, 14, true),
  'disk-full': kind(503, 14, true),
  'shutting-down': kind(503, 14, true),
  'query-too-large': kind(422, 8),
  'query-timeout': kind(504, 4),
  'deadline-exceeded': kind(504, 4, true),
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_KINDS;

/** A broken request or a failing neighbour. Bad records are values (`Rejection`), bugs are assertions. */
export class CombrayError extends Error {
  override readonly name = 'CombrayError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  get kind(): ErrorKind {
    return ERROR_KINDS[this.code];
  }
}

/** Seconds a sender should wait before it repeats a retryable request: 1 to 3, so that clients do not come back at once. */
export function retryAfterSeconds(random: () => number): number {
  return 1 + Math.floor(random() * 3);
}

/** Why a request got no usable answer, in words a reader can act on. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** One of src/model/errors.ts, or what happened before any server answered: `unreachable`, `answer-unreadable`. */
  readonly code: string;
  /** HTTP status; 0 where there was none. */
  readonly status: number;

  constructor(code: string, message: string, status: number, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.status = status;
  }

  /** Whether the same request may well succeed a moment later. */
  get isPassing(): boolean {
    return this.code === 'unreachable' || this.status === 429 || this.status >= 502;
  }
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'session-missing';
}

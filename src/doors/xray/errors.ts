import type { CombrayError, ErrorCode } from '../../model/errors.ts';

/** Exceptions of the API with their HTTP status. Source: AWS X-Ray API model 2016-04-12, and AWS "Common errors". */
const STATUS_OF = {
  InvalidRequestException: 400,
  ThrottledException: 429,
  ResourceNotFoundException: 404,
  RuleLimitExceededException: 400,
  TooManyTagsException: 400,
  UnknownOperationException: 404,
  MissingAuthenticationTokenException: 403,
  UnrecognizedClientException: 403,
  InvalidSignatureException: 403,
  IncompleteSignatureException: 400,
  AccessDeniedException: 403,
  RequestEntityTooLargeException: 413,
  ServiceUnavailableException: 503,
  InternalFailure: 500,
} as const;
export type XRayErrorType = keyof typeof STATUS_OF;

/** A request that is answered by an exception of the API. */
export class XRayError extends Error {
  override readonly name = 'XRayError';
  readonly type: XRayErrorType;

  constructor(type: XRayErrorType, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.type = type;
  }

  get status(): number {
    return STATUS_OF[this.type];
  }
}

const TYPE_OF: Partial<Record<ErrorCode, XRayErrorType>> = {
  'key-missing': 'MissingAuthenticationTokenException',
  'key-unknown': 'UnrecognizedClientException',
  'signature-mismatch': 'InvalidSignatureException',
  // Source: AWS answers a stale X-Amz-Date by InvalidSignatureException, "Signature expired: ...".
  'signature-expired': 'InvalidSignatureException',
  'signature-incomplete': 'IncompleteSignatureException',
  'scope-missing': 'AccessDeniedException',
  'origin-foreign': 'AccessDeniedException',
  'body-too-large': 'RequestEntityTooLargeException',
  'not-found': 'UnknownOperationException',
  'rate-limited': 'ThrottledException',
  overloaded: 'ThrottledException',
  internal: 'InternalFailure',
};

/** Our error in the API's words. */
export function asXRayError(error: CombrayError): XRayError {
  const { code, kind, message } = error;
  const other = kind.retryable || kind.httpStatus >= 500 ? 'ServiceUnavailableException' : 'InvalidRequestException';
  return new XRayError(TYPE_OF[code] ?? other, message, { cause: error });
}

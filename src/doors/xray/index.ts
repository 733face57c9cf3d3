export { type XRayApiOptions, xrayApi } from './api.ts';
export { XRayError, type XRayErrorType } from './errors.ts';
export type { XRayParts } from './parts.ts';

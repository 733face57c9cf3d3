export { type XRayApiOptions, xrayApi } from './api.ts';
export type { DaemonEnvironment } from './daemon.ts';
export { openXRayDoor, type XRayDoor, type XRayDoorOptions } from './door.ts';
export { XRayError, type XRayErrorType } from './errors.ts';
export type { XRayParts } from './parts.ts';

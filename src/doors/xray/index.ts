export { XRayError, type XRayErrorType } from './errors.ts';
export { type XRayRoutesOptions, xrayRoutes } from './routes.ts';

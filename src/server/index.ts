import { DirectoryLockedError } from '../base/directory-lock.ts';
import { ControlOpenError } from '../control/index.ts';
import { NewerSchemaError } from '../store/index.ts';
import { StartError } from './listeners.ts';

export { printSetup } from './print-setup.ts';
export { type Running, serve } from './serve.ts';
export type { XRayOptions } from './serve-options.ts';

/** Failures that a user can mend: told in one line, without a stack. */
export function isStartFailure(error: unknown): error is Error {
  return [StartError, DirectoryLockedError, ControlOpenError, NewerSchemaError].some((kind) => error instanceof kind);
}

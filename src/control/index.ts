export {
  type Control,
  type ControlDb,
  type ControlLocation,
  type ControlTransaction,
  connectControl,
  openControl,
} from './control.ts';
export { ControlOpenError } from './control-open-error.ts';
export { type CounterName, leaseCounter, nextCounter, readCounter } from './counters.ts';
export type { ControlSchema } from './schema.ts';

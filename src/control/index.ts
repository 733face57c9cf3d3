export { type Control, type ControlDb, type ControlTransaction, openControl } from './control.ts';
export { ControlOpenError } from './control-open-error.ts';
export { type CounterName, nextCounter, readCounter } from './counters.ts';
export type { ControlSchema } from './schema.ts';

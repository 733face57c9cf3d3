export type { ReplacedSpans } from '../store/index.ts';
export { type Arrivals, createArrivals, withOtherProcesses } from './arrivals.ts';
export { DOORS, type Door } from './door.ts';
export {
  createIntake,
  type DocumentChanges,
  type Intake,
  type IntakeRequest,
  type KeptListener,
  type RetoldSpans,
} from './intake.ts';
export { readNewestArrival } from './newest-arrival-repo.ts';
export {
  createRefusals,
  type DatagramSource,
  type Refusals,
  type RefusalsOf,
  type RefusedCount,
  type RefusedRecord,
} from './refusals.ts';
export { requestHash } from './request-hash.ts';

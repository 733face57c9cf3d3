export type { ReplacedSpans } from '../store/index.ts';
export { type Arrivals, createArrivals, withOtherProcesses } from './arrivals.ts';
export {
  createIntake,
  DOORS,
  type DocumentChanges,
  type Door,
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

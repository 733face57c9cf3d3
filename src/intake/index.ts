export { type Arrivals, createArrivals } from './arrivals.ts';
export { createIntake, DOORS, type Door, type Intake, type IntakeRequest, type KeptListener } from './intake.ts';
export { requestHash } from './request-hash.ts';

export { createIntake, DOORS, type Door, type Intake, type IntakeRequest } from './intake.ts';
export { requestHash } from './request-hash.ts';

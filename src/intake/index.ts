export { createIntake, DOORS, type Door, type Intake, type IntakeRequest } from './intake.ts';

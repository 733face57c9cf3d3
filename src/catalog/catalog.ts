import type { Clock } from '../base/clock.ts';
import type { Control } from '../control/index.ts';
import { createHealthChecks, type HealthChecks } from './health-checks.ts';

export interface Catalog {
  readonly healthChecks: HealthChecks;
}

export function createCatalog(parts: { control: Control; clock: Clock }): Catalog {
  return { healthChecks: createHealthChecks(parts) };
}

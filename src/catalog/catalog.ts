import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Control } from '../control/index.ts';
import { createHealthChecks, type HealthChecks } from './health-checks.ts';
import { createServiceColours, type ServiceColours } from './service-colours.ts';

export interface Catalog {
  readonly healthChecks: HealthChecks;
  readonly serviceColours: ServiceColours;
}

export function createCatalog(parts: { control: Control; clock: Clock; log: Log }): Catalog {
  return { healthChecks: createHealthChecks(parts), serviceColours: createServiceColours(parts) };
}

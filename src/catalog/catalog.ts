import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Control } from '../control/index.ts';
import type { TelemetryStore } from '../store/index.ts';
import { createHealthChecks, type HealthChecks } from './health-checks.ts';
import { createRetention, type Retention } from './retention.ts';
import { createServiceColours, type ServiceColours } from './service-colours.ts';
import { createXRayDaemons, type XRayDaemons } from './xray-daemons.ts';

export interface Catalog {
  readonly healthChecks: HealthChecks;
  readonly retention: Retention;
  readonly serviceColours: ServiceColours;
  readonly xrayDaemons: XRayDaemons;
}

export function createCatalog(parts: {
  control: Control;
  store: TelemetryStore;
  clock: Clock;
  log: Log;
  /** The server's general retention. */
  retentionMs: number;
}): Catalog {
  return {
    healthChecks: createHealthChecks(parts),
    retention: createRetention(parts),
    serviceColours: createServiceColours(parts),
    xrayDaemons: createXRayDaemons(parts),
  };
}

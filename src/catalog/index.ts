export { type Catalog, createCatalog } from './catalog.ts';
export { withoutHealthChecks } from './health-check-filters.ts';
export type { HealthChecks } from './health-checks.ts';
export { type RequestFilter, requestFilters } from './request-filters.ts';
export type { DatasetRetention, EnvironmentRetention, Retention, RetentionDays } from './retention.ts';
export { readRules as readRetentionRules } from './retention-repo.ts';
export type { ServiceColours } from './service-colours.ts';
export type { DaemonCounts, DaemonName, XRayDaemon, XRayDaemons } from './xray-daemons.ts';

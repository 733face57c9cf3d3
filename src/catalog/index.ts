export { type Catalog, createCatalog } from './catalog.ts';
export { withoutHealthChecks } from './health-check-filters.ts';
export type { HealthChecks } from './health-checks.ts';
export { type RequestFilter, requestFilters } from './request-filters.ts';
export type { ServiceColours } from './service-colours.ts';

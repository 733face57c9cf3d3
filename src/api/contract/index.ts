export * from './arrivals.ts';
export * from './health-checks.ts';
export * from './home.ts';
export * from './keys.ts';
export * from './queries.ts';
export * from './service-colours.ts';
export * from './session.ts';
export * from './traces.ts';

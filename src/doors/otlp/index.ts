export { type OtlpRoutesOptions, otlpRoutes } from './routes.ts';

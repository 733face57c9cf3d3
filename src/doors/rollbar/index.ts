export { type RollbarRoutesOptions, rollbarRoutes } from './routes.ts';

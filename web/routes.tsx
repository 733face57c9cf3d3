import {
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  Link,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router';
import { formatSearchParams, parseSearchParams, type SearchParams } from './lib/search-params.ts';
import { TIME_RANGE_PARAMS } from './lib/time-range.ts';
import { EnvironmentPage } from './pages/frame/environment-page.tsx';
import { Frame } from './pages/frame/frame.tsx';
import { StartPage } from './pages/frame/start-page.tsx';
import { Empty, Failure } from './ui/states.tsx';

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
  interface StaticDataRouteOption {
    /** Whether the page looks at the time range of the address; only then the top bar shows its picker. */
    hasTimeRange?: boolean;
  }
}

const HELD_PARAMS = [...TIME_RANGE_PARAMS, 'live'];

/** The time range holds across screens: a link that says nothing of it keeps the page's. */
function holdTimeRange({ search, next }: { search: SearchParams; next: (search: SearchParams) => SearchParams }) {
  const wanted = next(search);
  if (HELD_PARAMS.some((name) => name in wanted)) return wanted;
  const held = HELD_PARAMS.filter((name) => search[name] !== undefined).map((name) => [name, search[name]]);
  return { ...Object.fromEntries(held), ...wanted };
}

function NotFound() {
  return (
    <Empty title="There is no such page" actions={<Link to="/">To the start</Link>}>
      The address may be cut short, or the page has moved.
    </Empty>
  );
}

function PageFailure({ error, reset }: ErrorComponentProps) {
  return <Failure title="This page broke" error={error} onRetry={reset} />;
}

const rootRoute = createRootRoute({
  component: Outlet,
  validateSearch: (search): SearchParams => search as SearchParams,
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('./pages/sign-in/sign-in-page.tsx'), 'SignInPage'),
});

const frameRoute = createRoute({ getParentRoute: () => rootRoute, id: 'frame', component: Frame });

const startRoute = createRoute({ getParentRoute: () => frameRoute, path: '/', component: StartPage });

const environmentRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/$environment',
  component: EnvironmentPage,
  search: { middlewares: [holdTimeRange] },
});

const homeRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: '/',
  staticData: { hasTimeRange: true },
  component: lazyRouteComponent(() => import('./pages/home/home-page.tsx'), 'HomePage'),
});

const serviceRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: '/services/$service',
  staticData: { hasTimeRange: true },
  component: lazyRouteComponent(() => import('./pages/service/service-page.tsx'), 'ServicePage'),
});

const tracesRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: '/traces',
  staticData: { hasTimeRange: true },
  component: lazyRouteComponent(() => import('./pages/traces/traces-page.tsx'), 'TracesPage'),
});

const traceRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: '/traces/$traceId',
  component: lazyRouteComponent(() => import('./pages/trace/trace-page.tsx'), 'TracePage'),
});

const issuesRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: '/issues',
  component: lazyRouteComponent(() => import('./pages/issues/issues-page.tsx'), 'IssuesPage'),
});

const issueRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: '/issues/$issueId',
  component: lazyRouteComponent(() => import('./pages/issue/issue-page.tsx'), 'IssuePage'),
});

const mapRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: '/map',
  staticData: { hasTimeRange: true },
  component: lazyRouteComponent(() => import('./pages/map/map-page.tsx'), 'MapPage'),
});

const setUpRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: '/set-up',
  component: lazyRouteComponent(() => import('./pages/set-up/set-up-page.tsx'), 'SetUpPage'),
});

const settingsRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./pages/settings/settings-page.tsx'), 'SettingsPage'),
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  frameRoute.addChildren([
    startRoute,
    environmentRoute.addChildren([
      homeRoute,
      serviceRoute,
      tracesRoute,
      traceRoute,
      issuesRoute,
      issueRoute,
      mapRoute,
      setUpRoute,
      settingsRoute,
    ]),
  ]),
]);

export const router = createRouter({
  routeTree,
  parseSearch: parseSearchParams,
  stringifySearch: formatSearchParams,
  defaultPreload: 'intent',
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: PageFailure,
});

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Example, exporterEnvironment, installPackages, startFlask } from './examples.ts';
import { ROOT } from './repository.ts';
import { BOOTSTRAP } from './server.ts';

export const SERVICE = 'backend-flask';

/** What the raise of examples/bootcamp is called as an issue. */
export const RAISE = 'ValueError: the madeleines are missing';

/** A request as `drawTree` draws it: two spans. */
export const HOME_TREE = ['GET /api/activities/home', '  home-activities-mock-data'];

/** Where each SDK sends: a Combray, or what plays it. */
export interface Destinations {
  readonly otlpHttp: string;
  /** Of the page and the API, where Rollbar's door is. */
  readonly origin: string;
  readonly xray: string;
}

/** What a user exports for all three SDKs at once; leave a variable out, and its SDK does not run. */
export function threeSdks(to: Destinations): Readonly<Record<string, string>> {
  return {
    ...exporterEnvironment(to, BOOTSTRAP.key, SERVICE),
    ROLLBAR_ACCESS_TOKEN: BOOTSTRAP.rollbarToken,
    ROLLBAR_ENDPOINT: `${to.origin}/api/1/`,
    AWS_XRAY_DAEMON_ADDRESS: to.xray,
    OTEL_PROPAGATORS: 'tracecontext,baggage,xray',
    HEALTH_CHECK_SECONDS: '3600',
  };
}

/** Backend and page; the page's bundle is made anew, which takes a quarter of a second. */
export function startBootcamp(env: Readonly<Record<string, string>>): Promise<Example> {
  const page = join(ROOT, 'examples/bootcamp/page');
  installPackages(page);
  execFileSync('npm', ['run', 'build', '--silent'], { cwd: page, stdio: ['ignore', 'ignore', 'pipe'] });
  return startFlask(env);
}

/** A header as a load balancer in front of the backend would send it. `number` tells traces apart. */
export function xrayHeader(number: number, sampled: 0 | 1 = 1) {
  const epoch = Math.floor(Date.now() / 1000).toString(16);
  const unique = number.toString(16).padStart(24, 'c');
  return {
    traceId: `${epoch}${unique}`,
    parentId: '53995c3f42cd8ad8',
    headers: { 'x-amzn-trace-id': `Root=1-${epoch}-${unique};Parent=53995c3f42cd8ad8;Sampled=${sampled}` },
  };
}

/** Asks home this often, so many at once; throws unless each answer has the status. */
export async function askHome(
  { origin }: Pick<Example, 'origin'>,
  {
    times = 1,
    status = 200,
    headers,
  }: { times?: number; status?: number; headers?: (at: number) => Record<string, string> } = {},
): Promise<void> {
  const numbers = Array.from({ length: times }, (_, at) => at);
  const ask = async (): Promise<void> => {
    for (let at = numbers.shift(); at !== undefined; at = numbers.shift()) {
      const answer = await fetch(`${origin}/api/activities/home`, headers ? { headers: headers(at) } : {});
      await answer.arrayBuffer();
      if (answer.status !== status) throw new Error(`home answered ${answer.status}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, ask));
}

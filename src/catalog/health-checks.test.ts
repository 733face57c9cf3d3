import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addTeam, firstRunOf, openTestAccess, signInByLink, type TestAccess } from '../access/access.kit.ts';
import type { Environment, SessionPrincipal } from '../access/index.ts';
import { DEFAULT_HEALTH_CHECK_PATTERNS } from '../model/health-check-patterns.ts';
import { createHealthChecks, type HealthChecks } from './health-checks.ts';

let test: TestAccess;
let healthChecks: HealthChecks;
let environment: Environment;
let session: SessionPrincipal;

beforeEach(async () => {
  test = await openTestAccess();
  const firstRun = await firstRunOf(test);
  environment = firstRun.environment;
  session = await signInByLink(test, firstRun.signInToken);
  healthChecks = createHealthChecks(test);
});
afterEach(() => test.control.close());

describe('the list of health checks', () => {
  it('is the default until somebody changes it, then theirs, also when empty', async () => {
    expect(await healthChecks.patterns(environment.id)).toEqual(DEFAULT_HEALTH_CHECK_PATTERNS);
    await healthChecks.replace(session, environment, ['/up', '/alive/*', '/up']);
    expect(await healthChecks.patterns(environment.id)).toEqual(['/up', '/alive/*']);
    await healthChecks.replace(session, environment, []);
    expect(await healthChecks.patterns(environment.id)).toEqual([]);
  });

  it('belongs to one environment', async () => {
    const other = await addTeam(test, 'other');
    await healthChecks.replace(session, environment, ['/up']);
    expect(await healthChecks.patterns(other.id)).toEqual(DEFAULT_HEALTH_CHECK_PATTERNS);
  });

  it('is audited when it changes, and untouched when it is refused', async () => {
    await expect(healthChecks.replace(session, environment, ['*'])).rejects.toMatchObject({ code: 'request-invalid' });
    expect(await healthChecks.patterns(environment.id)).toEqual(DEFAULT_HEALTH_CHECK_PATTERNS);
    await healthChecks.replace(session, environment, ['/up', '/alive/*']);
    const [entry] = await test.access.audit.list(environment.teamId);
    expect(entry).toMatchObject({
      action: 'health-checks.replace',
      subject: environment.slug,
      detail: '/up /alive/*',
    });
  });
});

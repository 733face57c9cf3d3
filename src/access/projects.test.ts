import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nextCounter } from '../control/index.ts';
import { ROLLBAR_SCOPES } from '../model/credentials.ts';
import { firstRunOf, openTestAccess, printSetupOf, signInByLink, type TestAccess } from './access.kit.ts';
import type { Environment } from './principal.ts';

let test: TestAccess;
beforeEach(async () => {
  test = await openTestAccess();
});
afterEach(() => test.control.close());

/** Rollbar tokens that an environment was given, oldest first: name and scopes. */
async function tokensOf(environment: Environment) {
  const keys = await test.access.keys.list(environment);
  return keys
    .filter(({ kind }) => kind === 'rollbar_project')
    .map(({ name, permissions, projectId }) => ({ name, permissions: [...permissions], projectId }))
    .sort((a, b) => ROLLBAR_SCOPES.indexOf(a.name as 'read') - ROLLBAR_SCOPES.indexOf(b.name as 'read'));
}

const fourTokens = (projectId: number) =>
  ROLLBAR_SCOPES.map((scope) => ({ name: scope, permissions: [scope], projectId }));

/** The control store as a version left it that knew no projects. */
async function forgetProjects({ control }: TestAccess): Promise<void> {
  await control.transaction(async (trx) => {
    await trx.deleteFrom('key').where('kind', 'like', 'rollbar%').execute();
    await trx.deleteFrom('project').execute();
    await nextCounter(trx, 'access_version');
  });
}

describe('the project of an environment', () => {
  it('comes with the first run, named like it, with four tokens named like their scopes', async () => {
    const { environment } = await firstRunOf(test);
    const [project, ...more] = test.access.projects.list(environment.id);
    expect(more).toEqual([]);
    expect(project).toMatchObject({ environmentId: environment.id, slug: 'bootcamp', name: 'bootcamp' });
    expect(await tokensOf(environment)).toEqual(fourTokens(project!.id));
  });

  it('comes with each new environment', async () => {
    const { signInToken, environment: first } = await firstRunOf(test);
    const owner = await signInByLink(test, signInToken);
    const environment = await test.access.environments.create(owner, 'Blue Moon');
    const [project] = test.access.projects.list(environment.id);
    expect(project).toMatchObject({ slug: 'blue-moon', name: 'Blue Moon' });
    expect(project!.id).toBeGreaterThan(test.access.projects.list(first.id)[0]!.id);
    expect(await tokensOf(environment)).toEqual(fourTokens(project!.id));
  });

  it('comes to an environment of an older version at the next start, once', async () => {
    const { environment } = await firstRunOf(test);
    await forgetProjects(test);
    const starts = await Promise.all([test.access.start(), test.access.start()]);
    const projects = test.access.projects.list(environment.id);
    expect(projects).toHaveLength(1);
    expect(await tokensOf(environment)).toEqual(fourTokens(projects[0]!.id));
    const entries = await test.access.audit.list(environment.teamId);
    expect(entries.filter(({ actor }) => actor === 'upgrade')).toHaveLength(4);
    for (const start of starts) await start.close();
  });

  it('is there for --print-setup, whose tokens stand in it', async () => {
    const { environment } = await firstRunOf(test);
    await forgetProjects(test);
    const { rollbarServerToken } = await printSetupOf(test);
    const start = await test.access.start();
    const [project] = test.access.projects.list(environment.id);
    expect(test.access.directory.authenticate(rollbarServerToken)).toMatchObject({ project, environment });
    await start.close();
  });
});

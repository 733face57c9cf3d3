import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiClient, drawTree, signIn } from '../support/api.ts';
import { askHome, RAISE, SERVICE, startBootcamp, threeSdks } from '../support/bootcamp.ts';
import { makeEnvironment } from '../support/environments.ts';
import { breakHome, type Example } from '../support/examples.ts';
import { issuesOf } from '../support/issues.ts';
import { startServer, type TestServer } from '../support/server.ts';

describe('examples/bootcamp with one SDK alone; OpenTelemetry alone: flask.test.ts', () => {
  let server: TestServer;
  let api: ApiClient;

  beforeAll(async () => {
    server = await startServer();
    api = await signIn(server);
  });
  afterAll(() => server?.close());

  const runWith = async (
    variables: RegExp,
    more: Readonly<Record<string, string>>,
    act: (flask: Example) => Promise<void>,
  ) => {
    const chosen = Object.entries(threeSdks(server)).filter(([name]) => variables.test(name));
    const flask = await startBootcamp({ ...Object.fromEntries(chosen), HEALTH_CHECK_SECONDS: '3600', ...more });
    try {
      await act(flask);
    } finally {
      await flask.process.stop();
    }
  };

  it('Rollbar: issues without a trace', async () => {
    const environment = await makeEnvironment(api, 'rollbar alone');
    await runWith(/^ROLLBAR_/, { ROLLBAR_ACCESS_TOKEN: environment.rollbarToken }, async (flask) => {
      await (await fetch(`${flask.origin}/rollbar/test`)).text();
      await breakHome(flask, true);
      await askHome(flask, { status: 500 });
      const issues = issuesOf(api, environment.slug);
      await issues.waitFor('Hello World!', 1);
      const { issueId } = await issues.waitFor(RAISE, 1);
      const { tellings } = await issues.occurrence(issueId, 'latest');
      expect(tellings).toMatchObject([{ teller: 'rollbar', traceId: '' }]);
      expect(await issues.list()).toHaveLength(2);
    });
  });

  it('X-Ray: traces of segments, and an issue from the cause of one', async () => {
    await runWith(/^AWS_/, { AWS_XRAY_TRACING_NAME: SERVICE }, async (flask) => {
      await askHome(flask);
      const trace = await api.waitForTrace(({ rootService }) => rootService === SERVICE, 'the segment');
      expect(drawTree(trace)).toEqual([SERVICE]);
      await breakHome(flask, true);
      // X-Ray's SDK samples one request of each second for certain.
      await sleep(1_100);
      await askHome(flask, { status: 500 });
      const issues = issuesOf(api);
      const { issueId } = await issues.waitFor(RAISE, 1);
      const { tellings } = await issues.occurrence(issueId, 'latest');
      expect(tellings).toMatchObject([{ teller: 'xray', traceId: expect.stringMatching(/^[0-9a-f]{32}$/) }]);
      const found = await issues.ofTrace(tellings[0]?.traceId ?? '');
      expect(found).toMatchObject([{ issueId, title: RAISE }]);
    });
  });
});

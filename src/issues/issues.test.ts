import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IncomingTelling } from './index.ts';
import { ENVIRONMENT, type IssuesBench, openIssuesBench, spanIdOf, tellingOf, traceIdOf } from './issues.kit.ts';

let bench: IssuesBench;
beforeEach(async () => {
  bench = await openIssuesBench();
});
afterEach(() => bench.close());

const take = async (...tellings: IncomingTelling['telling'][]) =>
  bench.issues.take(
    ENVIRONMENT,
    tellings.map((telling) => ({ telling })),
  );
const list = async () => {
  const { issues } = await bench.issues.list({ environment: ENVIRONMENT }, { offset: 0, limit: 100 });
  return issues.map(({ counter, title, deploymentEnvironment, occurrenceCount, status }) => ({
    counter,
    title,
    deploymentEnvironment,
    occurrenceCount,
    status,
  }));
};

describe('one raise told by three', () => {
  it('is one occurrence of one issue', async () => {
    const rollbar = tellingOf({
      teller: 'rollbar',
      deploymentEnvironment: 'production',
      serverRoot: '/srv',
      file: '/srv/app.py',
      urlPath: '/home',
    });
    const otlp = tellingOf({
      teller: 'otlp',
      traceId: traceIdOf('a'),
      spanId: spanIdOf('a'),
      service: 'backend',
      file: '/srv/app.py',
    });
    const xray = tellingOf({
      teller: 'xray',
      traceId: traceIdOf('a'),
      spanId: spanIdOf('b'),
      service: 'backend',
      file: 'serving.py',
    });
    for (const telling of [xray, otlp, rollbar, otlp]) await take(telling);
    expect(await list()).toEqual([
      {
        counter: 1,
        title: 'ValueError: the madeleines are missing',
        deploymentEnvironment: 'production',
        occurrenceCount: 1,
        status: 'new',
      },
    ]);
  });
});

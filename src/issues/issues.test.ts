import { afterAll, beforeAll, describe } from 'vitest';
import { type IssuesBench, openEmbeddedStores, openIssuesBench } from './issues.kit.ts';
import { lifeCycleContract } from './life-cycle.kit.ts';
import { takingContract } from './taking.kit.ts';
import { takingBackContract } from './taking-back.kit.ts';

describe('issues over the embedded engine and SQLite', () => {
  let bench: IssuesBench;
  beforeAll(async () => {
    bench = await openIssuesBench(await openEmbeddedStores());
  });
  afterAll(() => bench?.close());

  lifeCycleContract(() => bench);
  takingContract(() => bench, { runs: 5 });
  takingBackContract(() => bench, { runs: 12 });
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { type IssuesBench, NOW_MS, openEmbeddedStores, openIssuesBench, tellingOf } from '../issues.kit.ts';
import { vanish } from './relinks.ts';

let bench: IssuesBench;
beforeAll(async () => {
  bench = await openIssuesBench(await openEmbeddedStores());
});
afterAll(() => bench?.close());

it('an issue that gave way is found by its old id, also when the one it gave way to gives way itself', async () => {
  const { issues, control } = bench;
  const { environment } = await bench.newScope();
  const files = ['first.py', 'second.py', 'third.py'];
  const taken = await issues.take(
    environment,
    files.map((file) => ({ telling: tellingOf({ file, message: file }) })),
  );
  const [first, second, third] = taken.map(({ issueId }) => issueId);
  await vanish(control, first!, second!, NOW_MS);
  await vanish(control, second!, third!, NOW_MS);
  expect((await issues.find(environment, first!))?.id).toBe(third);
});

import type { Page } from 'playwright-core';
import { askHome, RAISE, SERVICE, startBootcamp, threeSdks, xrayHeader } from '../tests/support/bootcamp.ts';
import { breakHome } from '../tests/support/examples.ts';
import type { IssuesClient } from '../tests/support/issues.ts';
import type { TestServer } from '../tests/support/server.ts';
import { AXIS_HEIGHT, ROW_HEIGHT } from '../web/draw/waterfall-geometry.ts';

const REQUESTS = 20;
const RAISES = 6;

interface PictureTools {
  readonly server: TestServer;
  readonly issues: IssuesClient;
  /** Of the environment the example sends to. */
  readonly environment: string;
  readonly inEachTheme: (visit: (page: Page, theme: string) => Promise<void>) => Promise<void>;
  readonly save: (page: Page, name: string) => Promise<void>;
}

/** The pictures of docs/bootcamp.md: the example with its three SDKs, as a reader of that page finds it. */
export async function takeBootcampPictures({ server, issues, environment, inEachTheme, save }: PictureTools) {
  const flask = await startBootcamp(threeSdks(server));
  try {
    await askHome(flask, { times: REQUESTS, headers: (at) => xrayHeader(at).headers });
    await (await fetch(`${flask.origin}/rollbar/test`)).text();
    await breakHome(flask, true);
    const failed = xrayHeader(REQUESTS);
    await askHome(flask, { times: RAISES - 1, status: 500 });
    await askHome(flask, { status: 500, headers: () => failed.headers });
    await issues.waitFor('Hello World!', 1);
    const { issueId } = await issues.waitFor(RAISE, RAISES);
    await inEachTheme(async (page, theme) => {
      await page.goto(`${environment}/issues/${issueId}`);
      await page.getByText('madeleines').first().waitFor();
      await page.getByText('home_activities').first().waitFor();
      await save(page, `bootcamp-issue-${theme}`);
      await page.goto(`${environment}/traces/${failed.traceId}`);
      // It stands above the waterfall and moves it down when it comes.
      await page.getByRole('list', { name: 'Issues of this trace' }).waitFor();
      const waterfall = page.getByRole('group', { name: /^Waterfall of 2 spans/ });
      await waterfall.click({ position: { x: 80, y: AXIS_HEIGHT + 0.5 * ROW_HEIGHT } });
      await page.getByRole('complementary').getByText('X-Ray').first().waitFor();
      await save(page, `bootcamp-trace-${theme}`);
      await page.goto(`${environment}/map`);
      await page.getByRole('button', { name: new RegExp(SERVICE) }).click();
      await page.getByRole('complementary').waitFor();
      await save(page, `bootcamp-map-${theme}`);
    });
  } finally {
    await flask.process.stop();
  }
}

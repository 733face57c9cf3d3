import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiClient, signIn } from '../support/api.ts';
import { launchBrowser } from '../support/browser.ts';
import { installPackages } from '../support/examples.ts';
import { ROOT } from '../support/repository.ts';
import { limitedToken, type RollbarApi, rollbarApi } from '../support/rollbar.ts';
import { BOOTSTRAP, startServer, type TestServer } from '../support/server.ts';

const FOLDER = join(ROOT, 'tests/clients/node-rollbar');

let server: TestServer;
let api: ApiClient;
let rollbar: RollbarApi;
let shop: Server;
let browser: Browser;
beforeAll(async () => {
  installPackages(FOLDER);
  server = await startServer();
  api = await signIn(server);
  rollbar = rollbarApi(server);
  shop = await serveShop();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  shop?.close();
  await server?.close();
});

/** The page and the SDK's own bundle, from another origin than the server's. */
async function serveShop(): Promise<Server> {
  const files: Readonly<Record<string, [path: string, type: string]>> = {
    '/': [join(FOLDER, 'page.html'), 'text/html; charset=utf-8'],
    '/rollbar.min.js': [join(FOLDER, 'node_modules/rollbar/dist/rollbar.min.js'), 'text/javascript'],
  };
  const served = createServer((request, response) => {
    const [path, type] = files[request.url?.split('?', 1)[0] ?? ''] ?? [];
    if (path === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': type }).end(readFileSync(path));
  });
  await new Promise<void>((resolve) => served.listen(0, '127.0.0.1', resolve));
  return served;
}

interface OpenShop {
  readonly page: Page;
  /** Statuses of what the SDK posted, in order. Grows: the server may have kept an item before its answer is seen. */
  readonly statuses: readonly number[];
  readonly console: readonly string[];
}

async function openShop(token: string = BOOTSTRAP.rollbarToken): Promise<OpenShop> {
  const page = await browser.newPage();
  const statuses: number[] = [];
  const console: string[] = [];
  page.on('response', (response) => {
    if (response.request().method() === 'POST') statuses.push(response.status());
  });
  page.on('console', (message) => console.push(message.text()));
  const query = new URLSearchParams({ token, endpoint: `${server.origin}/api/1/item/` });
  await page.goto(`http://127.0.0.1:${(shop.address() as AddressInfo).port}/?${query}`);
  return { page, statuses, console };
}

/** What the SDK's callback was told. */
interface Told {
  readonly error: string | null;
  /** The whole answer. */
  readonly result: { readonly result: { readonly uuid: string } } | undefined;
}

const tell = ({ page }: OpenShop, name: string) => page.evaluate(`CASES.${name}()`) as Promise<Told>;

describe('rollbar.js in a page of another origin', () => {
  it('an error that nobody caught is an item with the page, the person and what happened before', async () => {
    const shopped = await openShop();
    await shopped.page.click('button');
    const item = await rollbar.itemTitled(/^TypeError: Cannot read properties of undefined/);
    expect(item).toMatchObject({ level: 'error', framework: 'browser-js', platform: 'browser', total_occurrences: 1 });
    const { data } = await rollbar.get<{ data: { body: { telemetry: { type: string }[] } } }>(
      `/instance/${item.last_occurrence_id}`,
    );
    expect(data).toMatchObject({
      // `captureIp: 'anonymize'`, and the token in the page's own address.
      request: { user_ip: '127.0.0.0', url: expect.stringMatching(/\?token=\*+&endpoint=/) },
      person: { id: 42 },
      client: { javascript: { code_version: '1.4.2', browser: expect.stringContaining('Chrome') } },
    });
    expect(data.body.telemetry.some(({ type }) => type === 'dom')).toBe(true);
    await expect.poll(() => shopped.statuses).toEqual([200]);
    await shopped.page.close();
  });

  it('a handled one and a message: the SDK is given its own uuid back', async () => {
    const shopped = await openShop();
    for (const [name, title] of [
      ['handled', 'TypeError: no cart'],
      ['message', 'Hello World!'],
    ] as const) {
      const told = await tell(shopped, name);
      expect(told.error).toBeNull();
      expect((await rollbar.instance(told.result!.result.uuid)).item.title).toBe(title);
    }
    await shopped.page.close();
  });

  // A page of its own for each: telemetry of a later item would hold the earlier one.
  it.each([
    ['large', '413'],
    ['refused', '422'],
  ])('what is %s is %s, which its callback reads across origins', async (name, status) => {
    const shopped = await openShop();
    expect(await tell(shopped, name)).toEqual({ error: status, result: undefined });
    await expect.poll(() => shopped.statuses).toEqual([Number(status)]);
    await shopped.page.close();
  });

  it('403 is an error, and its message is in the console', async () => {
    const stranger = await openShop('unknown-token');
    expect(await tell(stranger, 'message')).toEqual({ error: '403', result: undefined });
    await expect.poll(() => stranger.console.join('\n')).toContain('access token not found: unkn...');
    await stranger.page.close();
  });

  it('429 is an error each time: unlike the one for Node it goes on asking', async () => {
    const shopped = await openShop(await limitedToken(api, 2));
    const told = [];
    for (let count = 0; count < 4; count++) told.push((await tell(shopped, 'another')).error);
    expect(told).toEqual([null, null, '429', '429']);
    await expect.poll(() => shopped.statuses).toEqual([200, 200, 429, 429]);
    await shopped.page.close();
  });
});

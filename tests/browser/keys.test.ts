import { createSocket } from 'node:dgram';
import aws4 from 'aws4';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, watchForTrouble } from '../support/browser.ts';
import { signInLink, startServer, type TestServer } from '../support/server.ts';

const ARRIVAL_MS_MAX = 10_000;
const ITEM = JSON.stringify({ data: { environment: 'test', body: { message: { body: 'hello' } } } });

/** The variables of the lines in the open tab. */
async function exportedVariables(page: Page): Promise<Readonly<Record<string, string>>> {
  const lines = (await page.getByRole('tabpanel').locator('pre').allTextContents()).join('\n');
  const pairs = [...lines.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]);
  return Object.fromEntries(pairs);
}

async function postItem(endpoint: string, token: string): Promise<number> {
  const headers = { 'content-type': 'application/json', 'x-rollbar-access-token': token };
  return (await fetch(endpoint, { method: 'POST', headers, body: ITEM })).status;
}

/** One segment, as an SDK sends it. */
async function sendSegment(address: string, name: string): Promise<void> {
  const [host = '', port = ''] = address.split(':');
  const nowSeconds = Date.now() / 1_000;
  const traceId = `1-${Math.floor(nowSeconds).toString(16)}-${'ab12'.repeat(6)}`;
  const segment = {
    name,
    id: '00f067aa0ba902b7',
    trace_id: traceId,
    start_time: nowSeconds - 0.2,
    end_time: nowSeconds,
  };
  const socket = createSocket('udp4');
  const datagram = `{"format":"json","version":1}\n${JSON.stringify(segment)}`;
  await new Promise<void>((resolve, reject) =>
    socket.send(datagram, Number(port), host, (error) => (error ? reject(error) : resolve())),
  );
  socket.close();
}

describe('keys of Rollbar and AWS, by clicks', () => {
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  let trouble: readonly string[] = [];

  beforeAll(async () => {
    server = await startServer({ env: { COMBRAY_KEYLESS: 'off' } });
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    trouble = watchForTrouble(page, server.origin);
    await page.goto(await signInLink(server));
    await page.waitForURL('**/bootcamp/set-up');
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it('one click puts a token into the lines for Rollbar, and what it posts is counted', async () => {
    await page.getByRole('button', { name: 'Make fresh keys' }).click();
    await page.getByRole('button', { name: 'Make others' }).waitFor();
    await page.getByRole('radio', { name: 'Rollbar' }).click();
    await page.getByRole('tab', { name: 'Express' }).click();
    const { ROLLBAR_ENDPOINT = '', ROLLBAR_ACCESS_TOKEN = '' } = await exportedVariables(page);
    expect(ROLLBAR_ENDPOINT).toBe(`${server.origin}/api/1/item/`);
    expect(await postItem(ROLLBAR_ENDPOINT, ROLLBAR_ACCESS_TOKEN)).toBe(200);
    await page.getByRole('complementary').getByText('Rollbar errors').waitFor({ timeout: ARRIVAL_MS_MAX });
    await page.getByRole('complementary').getByRole('link', { name: 'Open the issues' }).waitFor();
    await page.getByRole('tab', { name: 'Browser' }).click();
    const code = (await page.getByRole('tabpanel').locator('pre').allTextContents()).join('\n');
    const token = /accessToken: "(\w+)"/.exec(code)?.[1] ?? '';
    expect(token).not.toBe(ROLLBAR_ACCESS_TOKEN);
    expect(code).not.toContain(ROLLBAR_ACCESS_TOKEN);
  });

  it('and the same click an AWS key into those for X-Ray, with which the API answers', async () => {
    await page.getByRole('radio', { name: 'X-Ray' }).click();
    await page.getByRole('tab', { name: 'AWS CLI' }).click();
    const variables = await exportedVariables(page);
    expect(variables.AWS_ENDPOINT_URL_XRAY).toBe(server.origin);
    const signed = aws4.sign(
      { method: 'POST', host: new URL(server.origin).host, path: '/GetSamplingRules', body: '{}', service: 'xray' },
      { accessKeyId: variables.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: variables.AWS_SECRET_ACCESS_KEY ?? '' },
    );
    const { Host: _, ...headers } = signed.headers as Record<string, string>;
    const ask = (more: Record<string, string>) =>
      fetch(`${server.origin}/GetSamplingRules`, { method: 'POST', headers: more, body: '{}' });
    expect((await ask(headers)).status).toBe(200);
    expect((await ask({})).status).toBe(403);
  });

  it('names the daemon, and a segment sent there is the first trace', async () => {
    await page.getByLabel('Name of the service').fill('sent-by-udp');
    await page.getByRole('tab', { name: 'Flask' }).click();
    const { AWS_XRAY_DAEMON_ADDRESS = '', AWS_XRAY_TRACING_NAME = '' } = await exportedVariables(page);
    expect(AWS_XRAY_DAEMON_ADDRESS).toBe(server.xray);
    await sendSegment(AWS_XRAY_DAEMON_ADDRESS, AWS_XRAY_TRACING_NAME);
    const arrived = page.getByRole('complementary').getByText('sent-by-udp').first();
    await arrived.waitFor({ timeout: ARRIVAL_MS_MAX });
  });

  it('a token made in Settings keeps to its limit, is shown again, and is refused once it is revoked', async () => {
    await page.goto(`${server.origin}/bootcamp/settings`);
    await page.getByRole('button', { name: 'New key' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('one an hour');
    await dialog.getByRole('button', { name: 'Kind' }).click();
    await page.getByRole('option', { name: /Rollbar project/ }).click();
    await dialog.getByRole('button', { name: 'Rate limit per' }).click();
    await page.getByRole('option', { name: 'hour', exact: true }).click();
    await dialog.getByLabel('Errors it may post').fill('1');
    await dialog.getByRole('button', { name: 'Make the key' }).click();
    const token = (await dialog.locator('code').textContent()) ?? '';
    const endpoint = `${server.origin}/api/1/item/`;
    expect([await postItem(endpoint, token), await postItem(endpoint, token)]).toEqual([200, 429]);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await page.getByText('1 per hour').waitFor();
    await page.getByRole('button', { name: 'Show one an hour' }).click();
    expect(await dialog.locator('code').textContent()).toBe(token);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('button', { name: 'Revoke one an hour' }).click();
    await dialog.getByRole('button', { name: 'Revoke', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await postItem(endpoint, token)).toBe(403);
  });

  it('nothing was thrown, logged or asked elsewhere', () => {
    expect(trouble).toEqual([]);
  });
});

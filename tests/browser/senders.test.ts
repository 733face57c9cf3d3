import { createSocket } from 'node:dgram';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, watchForTrouble } from '../support/browser.ts';
import { signInLink, startServer, type TestServer } from '../support/server.ts';

const HOSTILE = '<img src=x onerror="document.title=1">';

let server: TestServer;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

it('who sends, and what was refused of theirs, stands in Settings, as text', async () => {
  const page = await browser.newPage();
  const trouble = watchForTrouble(page, server.origin);
  await page.goto(await signInLink(server));
  await page.waitForURL(/bootcamp/);
  await page.goto(`${server.origin}/bootcamp/settings?section=senders`);
  await page.getByText('No X-Ray daemon has told of itself').waitFor();

  const [host = '', port] = server.xray.split(':');
  const socket = createSocket('udp4');
  const datagram = `{"format":"json","version":1}\n{"id":"none","name":${JSON.stringify(HOSTILE)}}`;
  await new Promise((resolve) => socket.send(datagram, Number(port), host, resolve));
  socket.close();
  const TelemetryRecords = [{ Timestamp: 1.79e9, SegmentsReceivedCount: 12_345, SegmentsSpilloverCount: 40 }];
  const told = JSON.stringify({ TelemetryRecords, Hostname: HOSTILE });
  expect((await fetch(`http://${server.xray}/TelemetryRecords`, { method: 'POST', body: told })).status).toBe(200);

  const row = (table: string) => page.getByRole('grid', { name: table }).getByRole('row').nth(1);
  await expect.poll(() => row('X-Ray daemons').textContent()).toMatch(/12,345.*40/s);
  expect(await row('X-Ray daemons').textContent()).toContain(HOSTILE);
  await expect.poll(() => row('Refused records').textContent()).toContain('id-invalid');
  expect(await row('Refused records').textContent()).toContain('onerror');
  expect(await row('Senders of datagrams').textContent()).toMatch(/127\.0\.0\.1.*1.*1.*0/s);
  expect(await page.title()).not.toBe('1');
  expect(trouble).toEqual([]);
});

import { type Browser, chromium, type Locator, type Page } from 'playwright-core';

/** Debian's Chromium. Root needs --no-sandbox; the rest keeps it from calling home. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
}

/**
 * Presses a checkbox by its label, as a person does: the input itself is hidden. What it changes is to be waited for;
 * the box follows the address, which changes a moment after the click.
 */
export const pressLabel = (checkbox: Locator) => checkbox.locator('xpath=ancestor::label').click();

/** Collects what a page must never do: throw, log an error, or ask another host. */
export function watchForTrouble(page: Page, origin: string): readonly string[] {
  const trouble: string[] = [];
  page.on('pageerror', (error) => trouble.push(`threw: ${error.message}`));
  page.on('console', (message) => {
    // A 401 before signing in is an answer, not a fault of the page.
    if (message.type() === 'error' && !message.text().includes('401')) trouble.push(`logged: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !/^(data|blob):/.test(url)) trouble.push(`asked ${url}`);
  });
  return trouble;
}

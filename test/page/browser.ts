/**
 * A headless browser for the tests of the page, and where it leaves its pictures.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { inject } from 'vitest';

/** Pictures of the last run, for whoever wants to see what the tests saw. */
export const PICTURES = new URL('../../.screenshots/', import.meta.url).pathname;

/** `--no-zygote` and no GPU: what starts everywhere, in a container too. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: inject('chromium'),
    args: ['--no-sandbox', '--no-zygote', '--disable-gpu'],
  });
}

export interface OpenPage {
  readonly page: Page;
  /** Everything the page asked for, the document itself first. */
  readonly requests: readonly string[];
  /** Whatever the page complained about. */
  readonly errors: readonly string[];
}

export async function open(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 860 }, ...options });
  const page = await context.newPage();
  const requests: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
  });
  await page.goto(url);
  await page.locator('header h1').waitFor();
  return { page, requests, errors };
}

export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

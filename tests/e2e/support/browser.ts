import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env['GENKAN_CHROMIUM'] ?? '/usr/bin/chromium', headless: true, args: quiet });

export const newPage = async (browser: Browser, locale: 'ja-JP' | 'en-GB' = 'ja-JP'): Promise<Page> => {
  const context = await browser.newContext({ locale, timezoneId: 'Asia/Tokyo', viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  return page;
};

/** Keeps what a person saw, for people to look at (`.genkan/screenshots`). */
export const screenshot = async (page: Page, name: string): Promise<void> => {
  const folder = join(import.meta.dirname, '..', '..', '..', '.genkan', 'screenshots');
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
};

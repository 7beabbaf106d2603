import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { eventually } from '@genkan/test-kit';
import type { Browser, Page } from 'playwright-core';
import { newPage, openBrowser, screenshot } from './support/browser.ts';
import { startStory, type Story } from './support/story.ts';

jest.setTimeout(180_000);

let story: Story;
let browser: Browser;

beforeAll(async () => {
  [story, browser] = await Promise.all([startStory({ console: true }), openBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await story?.end();
});

/** Logs in to the attendance system as a person would. */
const logInToAttendance = async (page: Page, level: 'all-access' | 'general' | 'none'): Promise<void> => {
  const administrator = story.demo.administrators.find((one) => one.level === level)!;
  await page.goto(story.genkan.attendance.url);
  await page.locator('input[name=account]').fill(administrator.account);
  await page.locator('input[name=password]').fill(administrator.password);
  await page.locator('main button[type=submit], main form button').first().click();
  await page.locator('details.switcher').waitFor();
};

const chooseGenkan = async (page: Page): Promise<void> => {
  await page.locator('details.switcher summary').click();
  await page.getByRole('link', { name: /Genkan/ }).click();
};

describe('an administrator reads the log', () => {
  test('when Genkan is chosen in the switcher, then the log view opens without another password and shows the sync', async () => {
    const page = await newPage(browser);
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(`${message.text()} at ${message.location().url}:${message.location().lineNumber}:${message.location().columnNumber}`));
    await logInToAttendance(page, 'all-access');
    await chooseGenkan(page);
    await page.getByRole('heading', { name: 'ログ表示' }).waitFor();
    await page.locator('tbody tr').first().waitFor();
    expect(new URL(page.url()).origin).toBe(story.genkan.gateways[0]!.url);
    expect(page.url()).not.toMatch(/code=|state=|token/);

    // The 200 additions of the first sync are there; paging by cursor reaches the sync itself.
    expect(await page.locator('tbody tr').count()).toBe(50);
    await page.getByLabel('簡易検索').fill('勤怠管理 情報の同期');
    await page.getByRole('button', { name: '検索' }).click();
    await page.locator('tbody').getByText('勤怠管理 情報の同期').first().waitFor();
    expect(await page.locator('tbody tr').count()).toBeLessThan(50);
    await screenshot(page, 'console-log-ja');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('when pages are turned by cursor, then no entry is shown twice and the way back leads to the same rows', async () => {
    const page = await newPage(browser);
    await logInToAttendance(page, 'all-access');
    await chooseGenkan(page);
    const rows = page.locator('tbody tr');
    await rows.first().waitFor();
    const first = await rows.allInnerTexts();
    await page.getByRole('button', { name: /古いログ/ }).click();
    await eventually(async () => expect(await rows.first().innerText()).not.toBe(first[0]), { withinMs: 10_000 });
    const second = await rows.allInnerTexts();
    expect(second.length).toBe(50);
    expect(second.filter((row) => first.includes(row))).toEqual([]);
    await page.getByRole('button', { name: /新しいログ/ }).click();
    await eventually(async () => expect(await rows.allInnerTexts()).toEqual(first), { withinMs: 10_000 });
    await page.context().close();
  });

  test('when the language is switched to English, then every word follows and stays', async () => {
    const page = await newPage(browser, 'en-GB');
    await logInToAttendance(page, 'all-access');
    await chooseGenkan(page);
    await page.locator('tbody tr').first().waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Log', exact: true }).waitFor();
    await page.getByText('User added (sync)').first().waitFor();
    // Names of people and groups stay as they are; everything that the console itself says is English.
    for (const place of ['h1', 'nav', 'form', 'thead', '.pager', 'tbody td:nth-child(3)']) {
      expect({ place, text: await page.locator(`app-frame ${place}`).first().innerText() }).not.toMatchObject({ text: expect.stringMatching(/[\u3040-\u30ff\u4e00-\u9fff]/) });
    }
    await screenshot(page, 'console-log-en');
    await page.reload();
    await page.getByRole('heading', { name: 'Log', exact: true }).waitFor();
    await page.context().close();
  });

  test('when an accessibility checker reads the log view, the users and the PCs, then it finds no serious fault', async () => {
    const page = await newPage(browser);
    await logInToAttendance(page, 'all-access');
    await chooseGenkan(page);
    await page.locator('tbody tr').first().waitFor();
    for (const name of ['ログ表示', 'ユーザー設定', 'PC一覧']) {
      await page.getByRole('link', { name }).click();
      await page.getByRole('heading', { name, level: 1 }).waitFor();
      await page.locator('tbody tr, .notice').first().waitFor();
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect({ name, serious: serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`) }).toEqual({ name, serious: [] });
    }
    await page.context().close();
  });

  test('when an activation code is issued, then it is shown once and the log names who did it, not the code', async () => {
    const page = await newPage(browser);
    await logInToAttendance(page, 'all-access');
    await chooseGenkan(page);
    await page.getByRole('link', { name: 'ユーザー設定' }).click();
    const row = page.locator('tbody tr').first();
    await row.waitFor();
    await screenshot(page, 'console-users-ja');
    await row.getByRole('button').click();
    const code = (await page.locator('mat-dialog-container code').innerText()).trim();
    expect(code.length).toBeGreaterThanOrEqual(12);
    await screenshot(page, 'console-activation-code-ja');
    await page.getByRole('button', { name: '閉じる' }).click();
    await page.locator('mat-dialog-container').waitFor({ state: 'detached' });
    expect((await page.content()).includes(code)).toBe(false);
    await page.getByRole('link', { name: 'ログ表示' }).click();
    await page.getByLabel('簡易検索').fill('アクティベーションコード発行');
    await page.getByRole('button', { name: '検索' }).click();
    await page.locator('tbody').getByText('アクティベーションコード発行').first().waitFor();
    expect((await page.locator('tbody').innerText()).includes(code)).toBe(false);
    await page.context().close();
  });

  test('when the administrator logs out, then the session is ended on the server too', async () => {
    const page = await newPage(browser);
    await logInToAttendance(page, 'all-access');
    await chooseGenkan(page);
    await page.locator('tbody tr').first().waitFor();
    const cookies = await page.context().cookies();
    await page.locator('header .end button').last().click();
    await page.getByRole('menuitem', { name: 'ログアウト' }).click();
    await page.getByRole('heading', { name: 'ログインしていません' }).waitFor();
    // Even with the old cookie put back, the server knows nobody.
    await page.context().addCookies(cookies);
    const answer = await page.request.get(`${story.genkan.gateways[0]!.url}/api/console/v1/session`);
    expect(answer.status()).toBe(401);
    await page.context().close();
  });
});

describe('somebody who may not', () => {
  test('when an administrator without 「利用する」 chooses Genkan, then a page says why and nothing opens', async () => {
    const page = await newPage(browser);
    await logInToAttendance(page, 'none');
    await page.goto(`${story.genkan.gateways[0]!.url}/sso/login?iss=${encodeURIComponent(story.demo.issuer)}`);
    await page.waitForLoadState();
    expect(await page.locator('body').innerText()).toMatch(/利用する|利用できません|権限/);
    await screenshot(page, 'console-service-use-denied-ja');
    for (const path of ['session', 'log-entries', 'users', 'devices']) {
      expect((await page.request.get(`${story.genkan.gateways[0]!.url}/api/console/v1/${path}`)).status()).toBe(401);
    }
    await page.context().close();
  });

  test('when somebody visits without a session, then the page explains where to log in', async () => {
    const page = await newPage(browser);
    await page.goto(story.genkan.gateways[0]!.url);
    expect(await page.locator('body').innerText()).toContain('スイッチャー');
    await screenshot(page, 'console-bare-visit-ja');
    await page.context().close();
  });
});

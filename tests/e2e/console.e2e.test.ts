import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { eventually } from '@genkan/test-kit';
import type { Browser, Page } from 'playwright-core';
import { newPage, openBrowser, screenshot } from './support/browser.ts';
import { enrolDevice } from './support/device.ts';
import { seat } from './support/employee.ts';
import { oathtool } from './support/outside-programs.ts';
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

  test('when somebody has registered and logged on, then the log shows every step of it in words, newest first', async () => {
    const { pc, windowsUser, secret, user } = await seat(story, { user: story.demo.otpUsers[3]!, from: new Date().toISOString(), pcName: 'PC-IN-THE-LOG', otp: true });
    expect(await pc.logOn({ user: windowsUser, code: await oathtool(secret!) })).toEqual({ outcome: 'accepted', method: 'password+otp' });
    await pc.lock();
    await pc.allSent();
    const page = await newPage(browser);
    await logInToAttendance(page, 'all-access');
    await chooseGenkan(page);
    const rows = page.locator('tbody tr');
    await rows.first().waitFor();
    await page.getByLabel('簡易検索').fill('PC-IN-THE-LOG');
    const texts = async (column: number): Promise<string[]> => page.locator(`tbody tr td:nth-child(${column})`).allInnerTexts();
    const steps = ['紐づけ', 'OTP登録', 'ログオン認証', 'セッションログ'];
    await eventually(async () => {
      await page.getByRole('button', { name: '検索' }).click();
      expect(await texts(3)).toEqual(expect.arrayContaining(steps));
      expect((await texts(5)).join()).toMatch(/ロック/);
    }, { withinMs: 30_000, everyMs: 1_000 });
    const [recorded, operations, remarks] = [await texts(1), await texts(3), await texts(5)];
    const times = recorded.map((text) => text.split('\n')[0]!);
    expect(times).toEqual([...times].sort().reverse());
    // The steps in the order in which they were done, read from below.
    const below = [...operations].reverse();
    expect(steps.slice(0, 3).map((step) => below.indexOf(step))).toEqual([...steps.slice(0, 3).map((step) => below.indexOf(step))].sort((a, b) => a - b));
    expect(await rows.filter({ hasText: 'ログオン認証' }).first().innerText()).toContain(user.name);
    expect(remarks[operations.indexOf('ログオン認証')]).toContain('成功');
    for (const text of [...operations, ...remarks]) expect(text).not.toMatch(/logon|session-event|otp-/);
    await screenshot(page, 'console-log-of-a-pc-ja');
    await page.context().close();
    await pc.stop();
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

  test('when an accessibility checker reads every page, then it finds no serious fault', async () => {
    const page = await newPage(browser);
    await logInToAttendance(page, 'all-access');
    await chooseGenkan(page);
    await page.locator('tbody tr').first().waitFor();
    for (const name of ['ログ表示', 'ユーザー設定', 'PC一覧', 'PC認証設定']) {
      await page.getByRole('link', { name }).click();
      await page.getByRole('heading', { name, level: 1 }).waitFor();
      await page.locator('tbody tr, .notice, fieldset').first().waitFor();
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

describe('how the PCs of a company authenticate', () => {
  const observing = { enforcement: 'observe', passwordKeeping: { users: false, administrators: false } };

  beforeEach(async () => {
    await story.demo.console.call('PUT', '/agent-settings', observing);
  });

  const seriousFaults = async (page: Page): Promise<string[]> =>
    (await new AxeBuilder({ page }).analyze()).violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);

  const openSettings = async (page: Page, level: 'all-access' | 'general'): Promise<void> => {
    await logInToAttendance(page, level);
    await chooseGenkan(page);
    await page.getByRole('link', { name: 'PC認証設定' }).click();
    await page.getByRole('radio', { name: '監視のみ' }).waitFor();
  };

  test('when an administrator enforces, with the keyboard alone, then it is asked first, the PCs learn it, and undoing puts it back', async () => {
    const device = await enrolDevice(story.genkan.gateways[0]!.url, story.demo.enrolmentToken, 'PC-OF-SETTINGS');
    const policy = async (): Promise<unknown> => (await device.call('GET', '/policy')).json();
    expect(await policy()).toMatchObject(observing);

    const page = await newPage(browser);
    await openSettings(page, 'all-access');
    const save = page.getByRole('button', { name: '変更を保存' });
    expect(await save.isDisabled()).toBe(true);
    await screenshot(page, 'console-agent-settings-ja');

    await page.getByRole('radio', { name: '監視のみ' }).focus();
    await page.keyboard.press('ArrowDown');
    expect(await page.getByRole('radio', { name: '適用' }).isChecked()).toBe(true);
    await page.getByText('保存していない変更があります。').waitFor();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'すべてのPCで標準のタイルを隠しますか' });
    await dialog.getByText('サーバーに接続できない間').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await screenshot(page, 'console-agent-settings-confirm-ja');
    // The way back has the focus; who goes on has to mean it.
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(await policy()).toMatchObject(observing);
    await save.press('Enter');
    await dialog.locator('button:focus').getByText('キャンセル').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');

    await page.getByText('設定を保存しました。').first().waitFor();
    expect(await save.isDisabled()).toBe(true);
    await screenshot(page, 'console-agent-settings-saved-ja');
    expect(await seriousFaults(page)).toEqual([]);
    await eventually(async () => expect(await policy()).toMatchObject({ ...observing, enforcement: 'enforce' }));
    // Found by the keyboard too: the message comes last in the page.
    const undo = page.getByRole('button', { name: '元に戻す' });
    await undo.press('Enter');
    await page.getByText('元の設定に戻しました。').first().waitFor();
    expect(await page.getByRole('radio', { name: '監視のみ' }).isChecked()).toBe(true);
    await eventually(async () => expect(await policy()).toMatchObject(observing));
    await page.context().close();
  });

  test('when settings were changed, then the log says in both languages who changed what', async () => {
    const page = await newPage(browser);
    await openSettings(page, 'all-access');
    await page.getByRole('checkbox', { name: '利用者のパスワードを保存する' }).check();
    await page.getByRole('button', { name: '変更を保存' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '保存を始める' }).click();
    await page.getByText('設定を保存しました。').first().waitFor();
    await page.getByRole('link', { name: 'ログ表示' }).click();
    await page.getByLabel('簡易検索').fill('クライアント設定の変更');
    const row = page.locator('tbody tr').first();
    await eventually(async () => {
      await page.getByRole('button', { name: '検索' }).click();
      expect(await row.innerText()).toContain('変更前: 監視のみ・パスワード保存なし / 変更後: 監視のみ・利用者のパスワードを保存');
    }, { withinMs: 20_000 });
    expect(await row.innerText()).toContain('全権管理者');
    await screenshot(page, 'console-agent-settings-log-ja');
    await page.getByRole('button', { name: 'English' }).click();
    await row.getByText('Before: observe only; no passwords kept / After: observe only; passwords of users kept').waitFor();
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    await screenshot(page, 'console-agent-settings-log-en');

    await page.getByRole('link', { name: 'PC authentication' }).click();
    const users = page.getByRole('checkbox', { name: 'Keep passwords of users' });
    await users.waitFor();
    expect(await page.locator('main').innerText()).not.toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
    await screenshot(page, 'console-agent-settings-en');
    await page.getByRole('radio', { name: 'Enforce' }).check();
    await page.getByRole('checkbox', { name: 'Keep passwords of Windows administrators too' }).check();
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByRole('dialog', { name: 'Save these settings?' }).waitFor();
    await screenshot(page, 'console-agent-settings-confirm-en');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Discard changes' }).click();
    // Ending what could hurt asks nothing.
    await users.uncheck();
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('The settings were saved.').first().waitFor();
    await screenshot(page, 'console-agent-settings-saved-en');
    expect(await story.demo.console.call('GET', '/agent-settings')).toEqual(observing);
    await page.setViewportSize({ width: 480, height: 860 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(480);
    await screenshot(page, 'console-agent-settings-narrow-en');
    await page.context().close();
  });

  test('when there are unsaved changes, then leaving the page and logging out ask before they are lost', async () => {
    const page = await newPage(browser);
    await openSettings(page, 'all-access');
    const enforce = page.getByRole('radio', { name: '適用' });
    await enforce.check();
    const dialog = page.getByRole('dialog', { name: '変更を破棄しますか' });
    const leave = [
      () => page.getByRole('link', { name: 'ユーザー設定' }).click(),
      () => page.goBack(),
      async () => {
        await page.locator('header .end button').last().click();
        await page.getByRole('menuitem', { name: 'ログアウト' }).click();
      },
    ];
    for (const way of leave) {
      await way();
      await dialog.getByRole('button', { name: 'このページに残る' }).click();
      await dialog.waitFor({ state: 'detached' });
      expect(new URL(page.url()).pathname).toBe('/agent-settings');
      expect(await enforce.isChecked()).toBe(true);
    }
    // Reloading asks in the browser's own words.
    const asked = page.waitForEvent('dialog').then(async (warning) => {
      await warning.dismiss();
      return warning.type();
    });
    await page.evaluate('location.reload()').catch(() => undefined);
    expect(await asked).toBe('beforeunload');
    expect(await enforce.isChecked()).toBe(true);
    await page.getByRole('link', { name: 'ユーザー設定' }).click();
    await dialog.locator('button:focus').getByText('このページに残る').waitFor();
    await screenshot(page, 'console-agent-settings-leave-ja');
    await dialog.getByRole('button', { name: '破棄して移動' }).click();
    await page.getByRole('heading', { name: 'ユーザー設定', level: 1 }).waitFor();
    expect(await story.demo.console.call('GET', '/agent-settings')).toEqual(observing);
    await page.context().close();
  });

  test('when another administrator was first, then nothing is overwritten; when the server is away, then it is said and nothing is lost', async () => {
    const page = await newPage(browser);
    await openSettings(page, 'all-access');
    await page.getByRole('checkbox', { name: '利用者のパスワードを保存する' }).check();
    const elsewhere = { ...observing, enforcement: 'enforce' };
    await story.demo.console.call('PUT', '/agent-settings', elsewhere);
    const saveAnyway = async (): Promise<void> => {
      await page.getByRole('button', { name: '変更を保存' }).click();
      await page.getByRole('dialog').getByRole('button', { name: '保存を始める' }).click();
    };
    await saveAnyway();
    await page.getByRole('alert').getByText('ほかの管理者が先に変更しました').waitFor();
    expect(await story.demo.console.call('GET', '/agent-settings')).toEqual(elsewhere);
    expect(await seriousFaults(page)).toEqual([]);
    await screenshot(page, 'console-agent-settings-conflict-ja');
    await page.getByRole('button', { name: '最新の設定を読み込む' }).click();
    await page.getByRole('radio', { name: '適用', checked: true }).waitFor();

    await page.getByRole('checkbox', { name: '利用者のパスワードを保存する' }).check();
    await page.context().setOffline(true);
    await saveAnyway();
    await page.getByRole('alert').getByText('保存できたか確認できません').waitFor();
    expect(await page.getByRole('checkbox', { name: '利用者のパスワードを保存する' }).isChecked()).toBe(true);
    await page.context().setOffline(false);
    await saveAnyway();
    await page.getByText('設定を保存しました。').first().waitFor();
    await page.getByRole('button', { name: '元に戻す' }).click();
    await page.getByText('元の設定に戻しました。').first().waitFor();
    await page.context().close();
  });

  test('when the administrator is general, then he reads the settings and changes nothing', async () => {
    const page = await newPage(browser);
    await openSettings(page, 'general');
    await page.getByText('全権管理者だけが変更できます').waitFor();
    const enforce = page.getByRole('radio', { name: '適用' });
    expect(await enforce.isDisabled()).toBe(true);
    await enforce.click({ force: true });
    await page.getByRole('checkbox', { name: '利用者のパスワードを保存する' }).click({ force: true });
    expect(await page.getByRole('radio', { name: '監視のみ' }).isChecked()).toBe(true);
    expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(0);
    expect(await page.getByRole('button', { name: '変更を保存' }).count()).toBe(0);
    expect(await seriousFaults(page)).toEqual([]);
    await screenshot(page, 'console-agent-settings-read-only-ja');
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
    for (const path of ['session', 'log-entries', 'users', 'devices', 'agent-settings']) {
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

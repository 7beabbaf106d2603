import { createHmac, randomUUID } from 'node:crypto';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { eventually } from '@genkan/test-kit';
import type { Browser, Page } from 'playwright-core';
import { newPage, openBrowser, screenshot } from './support/browser.ts';
import { type Device, enrolDevice } from './support/device.ts';
import { startStory, type Story } from './support/story.ts';

jest.setTimeout(180_000);

let story: Story;
/** Two people at two machines: they share no cookie and no process. */
let browsers: [Browser, Browser];
let device: Device;
const pcName = 'PC-LOCKED-OUT';
const reason = 'スマートフォンを紛失した社員のログオン';

beforeAll(async () => {
  const [started, ...opened] = await Promise.all([startStory({ console: true }), openBrowser(), openBrowser()]);
  [story, browsers] = [started, opened];
  device = await enrolDevice(story.genkan.gateways[0]!.url, story.demo.enrolmentToken, pcName);
});

afterAll(async () => {
  await Promise.all((browsers ?? []).map((browser) => browser.close()));
  await story?.end();
});

interface Verifier {
  readonly codeId: string;
  readonly salt: string;
  readonly digest: string;
}
const verifierOf = async (): Promise<Verifier> => (await (await device.call('GET', '/break-glass-code')).json()) as Verifier;
const opens = ({ salt, digest }: Verifier, code: string): boolean =>
  createHmac('sha256', Buffer.from(salt, 'base64')).update(code.replaceAll('-', '')).digest('base64') === digest;

const administratorsOf = (level: 'all-access' | 'general') => story.demo.administrators.filter((one) => one.level === level);

const enter = async (page: Page, { account, password }: { account: string; password: string }): Promise<void> => {
  await page.goto(story.genkan.attendance.url);
  await page.locator('input[name=account]').fill(account);
  await page.locator('input[name=password]').fill(password);
  await page.locator('main button[type=submit], main form button').first().click();
  await page.locator('details.switcher summary').click();
  await page.getByRole('link', { name: /Genkan/ }).click();
  await page.getByRole('heading', { name: 'ログ表示' }).waitFor();
};

const seriousFaults = async (page: Page): Promise<string[]> =>
  (await new AxeBuilder({ page }).analyze()).violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);

const openPcs = async (page: Page): Promise<void> => {
  await page.getByRole('link', { name: 'PC一覧' }).click();
  await page.getByRole('heading', { name: 'PC一覧', level: 1 }).waitFor();
  await page.getByRole('cell', { name: pcName, exact: true }).waitFor();
};

const ask = (page: Page) => page.getByRole('button', { name: `緊急解除コード: ${pcName}` });

const loggedLine = async (page: Page, words: string): Promise<string> => {
  await page.getByRole('link', { name: 'ログ表示' }).click();
  await page.getByLabel('簡易検索').fill(words);
  const row = page.locator('tbody tr').first();
  await eventually(async () => {
    await page.getByRole('button', { name: '検索' }).click();
    expect(await row.innerText()).toContain(words);
  }, { withinMs: 20_000 });
  return row.innerText();
};

describe('a PC that nobody can log on to', () => {
  test('when it never fetched a code, then the request says so', async () => {
    const page = await newPage(browsers[0]);
    await enter(page, administratorsOf('all-access')[0]!);
    await openPcs(page);
    await ask(page).click();
    await page.getByLabel('理由').fill(reason);
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('まだ緊急解除コードがありません').waitFor();
    await screenshot(page, 'break-glass-no-code-ja');
    await page.context().close();
  });

  test('when two administrators agree, with the keyboard alone, then the requester sees the code once, it is the one of the PC, and the log names both', async () => {
    const verifier = await verifierOf();
    const [requester, approver] = administratorsOf('all-access');
    const [one, other] = [await newPage(browsers[0]), await newPage(browsers[1])];
    const complaints: string[] = [];
    one.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await Promise.all([enter(one, requester!), enter(other, approver!)]);

    await openPcs(one);
    await screenshot(one, 'break-glass-pcs-ja');
    await ask(one).press('Enter');
    const dialog = one.getByRole('dialog', { name: `緊急解除コードの申請: ${pcName}` });
    await dialog.locator('input:focus').waitFor();
    expect(await seriousFaults(one)).toEqual([]);
    await one.keyboard.type(reason);
    await screenshot(one, 'break-glass-request-ja');
    await one.keyboard.press('Enter');
    await dialog.getByRole('status').getByText('ほかの全権管理者の承認を待っています').waitFor();
    expect(await dialog.locator('[role=status]:focus').count()).toBe(1);
    expect(await seriousFaults(one)).toEqual([]);
    await screenshot(one, 'break-glass-waiting-ja');
    expect(await dialog.getByRole('button', { name: 'コードを表示' }).count()).toBe(0);

    await other.getByRole('link', { name: '緊急解除コード' }).click();
    const row = other.getByRole('row', { name: new RegExp(pcName) });
    await row.getByText(reason).waitFor();
    expect(await seriousFaults(other)).toEqual([]);
    await screenshot(other, 'break-glass-list-waiting-ja');
    await row.getByRole('button', { name: `承認: ${pcName}` }).press('Enter');
    const asked = other.getByRole('dialog', { name: `${pcName}の緊急解除コードの表示を承認しますか` });
    await asked.locator('button:focus').getByText('キャンセル').waitFor();
    expect(await seriousFaults(other)).toEqual([]);
    await screenshot(other, 'break-glass-approve-ja');
    await other.keyboard.press('Tab');
    await other.keyboard.press('Enter');
    await other.getByText(`承認しました(${pcName})。`).first().waitFor();
    await row.getByText('承認済み').waitFor();
    expect(await row.getByRole('button', { name: 'コードを表示' }).count()).toBe(0);
    await screenshot(other, 'break-glass-list-approved-ja');

    await dialog.getByRole('status').getByText('承認しました').waitFor();
    await screenshot(one, 'break-glass-approved-ja');
    await dialog.getByRole('button', { name: 'コードを表示' }).press('Enter');
    const shown = one.getByRole('dialog', { name: '緊急解除コード', exact: true });
    const code = (await shown.locator('code').innerText()).trim();
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(opens(verifier, code)).toBe(true);
    expect(await seriousFaults(one)).toEqual([]);
    await screenshot(one, 'break-glass-code-ja');
    // A stray key must not take away what is shown only once.
    await one.keyboard.press('Escape');
    expect(await shown.isVisible()).toBe(true);
    await shown.getByRole('button', { name: '閉じる' }).click();
    await shown.waitFor({ state: 'detached' });
    expect((await one.content()).includes(code)).toBe(false);
    await one.getByRole('link', { name: '緊急解除コード' }).click();
    await one.getByRole('row', { name: new RegExp(pcName) }).getByText('表示済み').waitFor();
    expect(await one.getByRole('button', { name: /コードを表示/ }).count()).toBe(0);

    const line = await loggedLine(one, '緊急解除コード閲覧');
    for (const word of ['全権管理者', pcName, '総務 担当', reason]) expect(line).toContain(word);
    expect((await one.content()).includes(code)).toBe(false);
    expect(complaints).toEqual([]);
    await Promise.all([one.context().close(), other.context().close()]);
  });

  test('when the PC reports the use, then there is another code, and the log shows view and use in both languages without a code', async () => {
    const { codeId } = await verifierOf();
    const use = { codeId, useId: randomUUID(), windowsSid: 'S-1-5-21-1-2-3-1001', windowsAccount: `${pcName}\\taro`, usedAt: new Date().toISOString() };
    for (const _twice of [1, 2]) expect(await (await device.call('POST', '/break-glass-uses', use)).json()).toEqual({ result: 'recorded' });
    const next = await verifierOf();
    expect(next.codeId).not.toBe(codeId);
    const token = (await (await device.logIn()).json()) as { break_glass_code_id?: string };
    expect(token.break_glass_code_id).toBe(next.codeId);

    const page = await newPage(browsers[0]);
    await enter(page, administratorsOf('all-access')[0]!);
    const line = await loggedLine(page, '緊急解除コード使用');
    for (const word of [pcName, 'taro']) expect(line).toContain(word);
    await page.getByLabel('簡易検索').fill('緊急解除コード');
    await page.getByRole('button', { name: '検索' }).click();
    await page.locator('tbody').getByText('緊急解除コード閲覧').waitFor();
    expect(await page.locator('tbody tr').count()).toBe(2);
    await screenshot(page, 'break-glass-log-ja');
    await page.getByRole('button', { name: 'English' }).click();
    for (const word of ['Break-glass code viewed', 'Break-glass code used', 'Approved by: 総務 担当']) await page.locator('tbody').getByText(word).waitFor();
    await screenshot(page, 'break-glass-log-en');
    expect(await page.locator('tbody').innerText()).not.toMatch(/([0-9A-Z]{4}-){4}[0-9A-Z]{4}/);

    await page.getByRole('link', { name: 'Break-glass codes' }).click();
    await page.getByRole('heading', { name: 'Break-glass codes' }).waitFor();
    await page.getByRole('row', { name: new RegExp(pcName) }).waitFor();
    await screenshot(page, 'break-glass-list-en');
    await page.setViewportSize({ width: 480, height: 860 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(480);
    await screenshot(page, 'break-glass-list-narrow-en');
    await page.context().close();
  });

  test('when the other administrator refuses, then the requester learns it and sees no code', async () => {
    const [requester, approver] = administratorsOf('all-access');
    const [one, other] = [await newPage(browsers[0]), await newPage(browsers[1])];
    await Promise.all([enter(one, requester!), enter(other, approver!)]);
    await openPcs(one);
    await ask(one).click();
    await one.getByLabel('理由').fill('試しに');
    await one.getByRole('button', { name: '申請する' }).click();
    const dialog = one.getByRole('dialog');
    await dialog.getByText('承認を待っています').waitFor();
    // Closed and opened again, it goes on.
    await one.keyboard.press('Escape');
    await ask(one).click();
    await dialog.getByText('承認を待っています').waitFor();

    await other.getByRole('link', { name: '緊急解除コード' }).click();
    await other.getByRole('row', { name: /試しに/ }).getByRole('button', { name: '却下' }).click();
    await dialog.getByText('却下または取り下げられました').waitFor();
    expect(await dialog.getByRole('button', { name: 'コードを表示' }).count()).toBe(0);
    await screenshot(one, 'break-glass-refused-ja');
    await Promise.all([one.context().close(), other.context().close()]);
  });

  test('when the administrator is general, then there is nothing to ask with, nothing to see and nothing to approve', async () => {
    const page = await newPage(browsers[0]);
    await enter(page, administratorsOf('general')[0]!);
    await openPcs(page);
    expect(await ask(page).count()).toBe(0);
    expect(await page.getByRole('link', { name: '緊急解除コード' }).count()).toBe(0);
    await page.goto(`${story.genkan.gateways[0]!.url}/break-glass`);
    await page.getByRole('alert').getByText('権限がありません').waitFor();
    await screenshot(page, 'break-glass-general-ja');
    const { csrfToken } = (await (await page.request.get(`${story.genkan.gateways[0]!.url}/api/console/v1/session`)).json()) as { csrfToken: string };
    const post = (path: string, data: object) =>
      page.request.post(`${story.genkan.gateways[0]!.url}/api/console/v1${path}`, { data, headers: { 'genkan-csrf': csrfToken, origin: story.genkan.gateways[0]!.url } });
    const { requests } = (await story.demo.console.call('GET', '/break-glass-requests')) as { requests: { requestId: string }[] };
    const answers = [await post(`/devices/${device.deviceId}/break-glass-requests`, { reason: 'x' })];
    for (const what of ['approval', 'refusal', 'code']) answers.push(await post(`/break-glass-requests/${requests[0]!.requestId}/${what}`, {}));
    for (const answer of answers) expect([answer.status(), ((await answer.json()) as { code: string }).code]).toEqual([403, 'forbidden']);
    await page.context().close();
  });
});

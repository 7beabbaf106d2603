import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { debianCommand, type DemoUser } from '@genkan/local-stack';
import { type Pc, startPc } from '@genkan/pc-simulator';
import { eventually } from '@genkan/test-kit';
import { strFromU8, unzipSync } from 'fflate';
import type { Browser, Page } from 'playwright-core';
import { newPage, openBrowser, screenshot } from './support/browser.ts';
import { oathtool } from './support/outside-programs.ts';
import { startStory, type Story } from './support/story.ts';

jest.setTimeout(180_000);

let story: Story;
let browser: Browser;
let pc: Pc;
/** Two people who share one PC. */
let taro: DemoUser;
let hanako: DemoUser;
const [tarosWindows, hanakosWindows] = ['taro', 'hanako'];

beforeAll(async () => {
  [story, browser] = await Promise.all([startStory(), openBrowser()]);
  [taro, hanako] = [story.demo.otpUsers[0]!, story.demo.passwordUsers[0]!];
  pc = await startPc({
    gateway: story.genkan.gateways[0]!.url,
    dataDir: join(story.folder, 'pcs', 'SHARED-PC'),
    pcName: 'SHARED-PC',
    enrolmentToken: story.demo.enrolmentToken,
  });
  await pc.enrol();
  await pc.logOn({ user: tarosWindows });
});

afterAll(async () => {
  await pc?.stop();
  await browser?.close();
  await story?.end();
});

/** What the launcher does once it has proved who asks; faults of the page are kept to be looked at. */
async function openConsole(windowsUser: string, locale: 'ja-JP' | 'en-GB' = 'ja-JP'): Promise<{ page: Page; address: URL; complaints: string[] }> {
  const address = new URL(await pc.openConsole(windowsUser));
  const page = await newPage(browser, locale);
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(address.href);
  await page.getByRole('navigation').waitFor();
  return { page, address, complaints };
}

const go = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('navigation').getByRole('button', { name, exact: true }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
};

const faultsOf = async (page: Page): Promise<string[]> => (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);

describe('a person at the client console, in Japanese', () => {
  test('when the page opens, then it knows the account, says what to do first, and the ticket is gone from the address', async () => {
    const { page, address, complaints } = await openConsole(tarosWindows);
    await page.getByText('SHARED-PC\\taro').first().waitFor();
    await page.getByRole('heading', { name: 'あなたのアカウントを紐づけてください' }).waitFor();
    expect(page.url()).toBe(`${address.origin}/`);
    expect(await page.locator('html').getAttribute('lang')).toBe('ja');
    await screenshot(page, 'client-console-state-untied-ja');
    // Coming back within the tab goes on; nobody has to prove anything again.
    await page.reload();
    await page.getByRole('heading', { name: 'あなたのアカウントを紐づけてください' }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('when the activation code is wrong, then it is said so; when it is right, then the account is tied to its person', async () => {
    const { page } = await openConsole(tarosWindows);
    await page.getByRole('button', { name: '紐づけに進む' }).click();
    const field = page.getByLabel('アクティベーションコード');
    await page.getByRole('button', { name: '紐づける' }).click();
    await page.getByRole('alert').getByText('アクティベーションコードを入力してください').waitFor();
    await field.fill('AAAA-BBBB-CCCC-DDDD');
    await page.getByRole('button', { name: '紐づける' }).click();
    await page.getByRole('alert').getByText('アクティベーションコードが正しくないか').waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await field.inputValue()).toBe('AAAA-BBBB-CCCC-DDDD');
    expect(await faultsOf(page)).toEqual([]);
    await screenshot(page, 'client-console-link-refused-ja');

    // As people type: small letters, a space too many, by keyboard alone.
    const code = await story.demo.activationCode(taro.userId);
    await field.fill(` ${code.toLowerCase()} `);
    await field.press('Enter');
    await page.getByText(`${taro.name} さん（${taro.employeeCode}）に紐づけました。`).first().waitFor();
    expect((await page.content()).includes(code)).toBe(false);
    await screenshot(page, 'client-console-linked-ja');
    const person = `${taro.name} さん（${taro.employeeCode}）`;
    await page.getByText(person, { exact: true }).waitFor();
    // The name stays: after a reload, in the other language, and for an agent that was started anew.
    await page.reload();
    await page.getByText(person, { exact: true }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await screenshot(page, 'client-console-tied-state-ja');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText(`${taro.name} (${taro.employeeCode})`, { exact: true }).waitFor();
    await screenshot(page, 'client-console-tied-state-en');
    await page.context().close();
    await pc.killAgent();
    const later = await openConsole(tarosWindows);
    await go(later.page, '紐づけ');
    await later.page.getByText(person, { exact: true }).waitFor();
    await screenshot(later.page, 'client-console-tied-account-ja');
    await later.page.context().close();
  });

  test('when a one-time password is registered, then a phone can read the QR code, a wrong code is refused and a right one confirms', async () => {
    const { page, complaints } = await openConsole(tarosWindows);
    await page.getByRole('button', { name: '登録に進む' }).click();
    await page.getByRole('button', { name: '登録を始める' }).click();
    const picture = page.getByRole('img', { name: '認証アプリに登録するための QR コード' });
    await picture.waitFor();
    const file = join(story.folder, 'qr.png');
    await picture.screenshot({ path: file });
    const zbarimg = await debianCommand('zbarimg', ['zbar-tools'], console.log);
    const { stdout } = await promisify(execFile)(zbarimg.path, ['-q', '--raw', file], { env: { ...process.env, ...zbarimg.env } });
    expect(stdout).toMatch(/^otpauth:\/\/totp\//);

    await page.getByText('QR コードを読み取れない場合').click();
    const key = (await page.getByLabel('登録用キー').innerText()).replaceAll(' ', '');
    expect(new URL(stdout.trim()).searchParams.get('secret')).toBe(key);
    expect(await faultsOf(page)).toEqual([]);
    await screenshot(page, 'client-console-otp-offer-ja');

    const field = page.getByLabel('コード（6 桁）');
    const right = await oathtool(key, 1);
    const wrong = right === '000000' ? '000001' : '000000';
    for (const typed of ['12', wrong]) {
      await field.fill(typed);
      await page.getByRole('button', { name: '登録を完了する' }).click();
      await page.getByRole('alert').waitFor();
      await field.waitFor();
    }
    // The code as an app shows it, typed in full width.
    await field.fill([...`${right.slice(0, 3)} ${right.slice(3)}`].map((digit) => (digit === ' ' ? digit : String.fromCharCode(digit.charCodeAt(0) + 0xfee0))).join(''));
    await field.press('Enter');
    await page.getByText('ワンタイムパスワードを登録しました').first().waitFor();
    expect((await page.content()).includes(key)).toBe(false);
    await screenshot(page, 'client-console-otp-registered-ja');
    await go(page, '状態');
    await page.getByRole('heading', { name: '準備ができています' }).waitFor();
    await screenshot(page, 'client-console-state-ready-ja');
    expect(complaints).toEqual([]);
    await page.context().close();

    // The logon screen asks for it from now on.
    await pc.lock(tarosWindows);
    pc.phone.add('SHARED-PC\\taro', key);
    expect(await pc.unlock({ user: tarosWindows, code: await oathtool(key) })).toMatchObject({ outcome: 'accepted' });
  });

  test('when the connection is tested, then every step is told; when the network is cut, then which step failed and what to do', async () => {
    const { page } = await openConsole(tarosWindows);
    await go(page, '接続の診断');
    await page.getByRole('button', { name: '診断を始める' }).click();
    await page.getByText('すべて正常です。').first().waitFor();
    expect(await page.locator('.steps > li').allInnerTexts()).toHaveLength(8);
    await screenshot(page, 'client-console-test-ok-ja');
    pc.goOffline('cut');
    await page.getByRole('button', { name: 'もう一度診断する' }).click();
    await page.getByText('問題が見つかりました').first().waitFor();
    expect(await page.locator('.steps > li.failed').count()).toBe(1);
    await page.locator('.steps > li.failed').getByText('対処:').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await screenshot(page, 'client-console-test-failed-ja');
    pc.goOnline();
    await page.context().close();
  });

  test('when a support file is saved, then it holds state, test and logs, and none of the secrets of this PC', async () => {
    const { page, address } = await openConsole(tarosWindows);
    await go(page, 'サポート');
    await screenshot(page, 'client-console-support-ja');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'サポート情報を保存する' }).click()]);
    expect(download.suggestedFilename()).toBe('genkan-support-SHARED-PC.zip');
    const files = Object.entries(unzipSync(await readFile(await download.path()))).map(([name, bytes]) => [name, strFromU8(bytes)] as const);
    expect(files.map(([name]) => name)).toEqual(['README.txt', 'config.json', 'state.json', 'self-test.json', 'versions.json', 'logs/agent.log']);
    const all = files.map(([, text]) => text).join('\n');
    expect(all).toContain('"reason": "device-known"');
    const phone = JSON.parse(await readFile(join(story.folder, 'pcs/SHARED-PC/phone.json'), 'utf8')) as Record<string, { secret: string }>;
    const secrets = [story.demo.enrolmentToken, String(phone['SHARED-PC\\taro']?.secret), address.hash.slice(1), pc.windowsUser(tarosWindows).password, 'eyJ', 'otpauth'];
    for (const secret of secrets) expect(all).not.toContain(secret);
    await page.getByText('保存しました').first().waitFor();
    await page.context().close();
  });

  test('when the tie is ended, then it is asked first, needs the code of the phone, and is done only then', async () => {
    const { page } = await openConsole(tarosWindows);
    await go(page, '紐づけ');
    await page.getByRole('button', { name: '連携を解除する…' }).click();
    const dialog = page.getByRole('dialog', { name: '連携を解除しますか？' });
    await dialog.waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await screenshot(page, 'client-console-unlink-ja');
    await dialog.getByRole('button', { name: 'やめる' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await pc.state(tarosWindows)).toMatchObject({ linked: true });
    const unlinkBy = async (code: string): Promise<void> => {
      await page.getByRole('button', { name: '連携を解除する…' }).click();
      await dialog.getByLabel('認証アプリのコード（6 桁）').fill(code);
      await dialog.getByRole('button', { name: '解除する' }).click();
    };
    // Whoever only knows the password stops here.
    await unlinkBy('');
    await page.getByText('6 桁').first().waitFor();
    const right = await pc.phone.unusedCode(pc.windowsUser(tarosWindows).windowsAccount);
    await unlinkBy(right === '000000' ? '000001' : '000000');
    await page.getByText('コードが正しくないか、使用済みです').first().waitFor();
    expect(await pc.state(tarosWindows)).toMatchObject({ linked: true });
    await unlinkBy(await pc.phone.code(pc.windowsUser(tarosWindows).windowsAccount));
    await page.getByText('連携を解除しました。').first().waitFor();
    expect(await page.locator('body').innerText()).not.toContain(taro.name);
    await page.reload();
    await page.getByRole('heading', { name: 'あなたのアカウントを紐づけてください' }).waitFor();
    expect(await page.locator('body').innerText()).not.toContain(taro.name);
    expect(await pc.state(tarosWindows)).toMatchObject({ linked: false });
    await page.getByRole('button', { name: '終了' }).click();
    await page.getByRole('heading', { name: '終了しました' }).waitFor();
    await page.context().close();
  });
});

describe('the client console in English', () => {
  test('when a browser speaks English, then every view does, an accessibility checker finds nothing, and no Japanese is left', async () => {
    const { page, complaints } = await openConsole(hanakosWindows, 'en-GB');
    const company = (await pc.state(hanakosWindows)).companyName;
    for (const name of ['Status', 'Account link', 'One-time password', 'Connection test', 'Privacy', 'Support']) {
      await go(page, name);
      if (name === 'Connection test') {
        await page.getByRole('button', { name: 'Start the test' }).click();
        await page.getByText('Everything works.').first().waitFor();
      }
      expect({ name, faults: await faultsOf(page) }).toEqual({ name, faults: [] });
      // The company's own name stays as it is.
      const text = (await page.locator('main').innerText()).replaceAll(company, '');
      expect({ name, text }).not.toMatchObject({ text: expect.stringMatching(/[\u3040-\u30ff\u4e00-\u9fff]/) });
      await screenshot(page, `client-console-${name.toLowerCase().replaceAll(' ', '-')}-en`);
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('when the language is switched, then what was typed stays, and the choice outlives a reload', async () => {
    const { page } = await openConsole(hanakosWindows);
    await go(page, '紐づけ');
    await page.getByLabel('アクティベーションコード').fill('AB12-CD34');
    await page.getByRole('button', { name: 'English' }).click();
    expect(await page.getByLabel('Activation code').inputValue()).toBe('AB12-CD34');
    await page.reload();
    await page.getByRole('heading', { name: 'Link your account' }).waitFor();
    await page.setViewportSize({ width: 420, height: 800 });
    await screenshot(page, 'client-console-narrow-en');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(420);
    await page.context().close();
  });

  test('when every view in Japanese is checked, then nothing is found either', async () => {
    const { page } = await openConsole(hanakosWindows);
    for (const name of ['状態', '紐づけ', 'ワンタイムパスワード', '接続の診断', 'プライバシー', 'サポート']) {
      await go(page, name);
      expect({ name, faults: await faultsOf(page) }).toEqual({ name, faults: [] });
      if (name === 'プライバシー') await screenshot(page, 'client-console-privacy-ja');
    }
    await page.context().close();
  });
});

describe('who sees what', () => {
  /** As a program that may send any header. */
  const post = (address: URL, path: string, headers: Record<string, string>, body: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const outgoing = request({ host: '127.0.0.1', port: address.port, path, method: 'POST', headers: { origin: address.origin, ...headers } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });

  test('when a ticket is used twice, then the second browser sees nothing', async () => {
    const { page, address } = await openConsole(tarosWindows);
    const other = await newPage(browser);
    await other.goto(address.href);
    await other.getByRole('heading', { name: 'この画面の有効時間が切れました' }).waitFor();
    expect(await other.content()).not.toContain('taro');
    await screenshot(other, 'client-console-ended-ja');
    await page.context().close();
    await other.context().close();
  });

  test('when another site or another name asks with all that the page has, then it is refused', async () => {
    const { page, address } = await openConsole(tarosWindows);
    const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    const key = String(await page.evaluate("sessionStorage.getItem('genkan-console-key')"));
    const proof = { cookie, 'genkan-console-key': key };
    const body = JSON.stringify({ v: 1, id: 'x', t: 'state' });
    expect(await post(address, '/api/messages', proof, body)).toBe(200);
    expect(await post(address, '/api/messages', { ...proof, origin: 'https://evil.example' }, body)).toBe(403);
    expect(await post(address, '/api/messages', { ...proof, host: `rebound.example:${address.port}` }, body)).toBe(403);
    expect(await post(address, '/api/messages', { cookie }, body)).toBe(401);
    // The page cannot be put into another one, and its cookie is out of reach of scripts.
    expect(await page.evaluate('document.cookie')).toBe('');
    await page.context().close();
  });

  test('when a second person of the same PC opens the console, then nothing of the first is shown or changed', async () => {
    await pc.linkAccount(tarosWindows, await story.demo.activationCode(taro.userId));
    const { page } = await openConsole(hanakosWindows);
    await page.getByRole('heading', { name: 'あなたのアカウントを紐づけてください' }).waitFor();
    for (const name of ['状態', '紐づけ', 'ワンタイムパスワード']) {
      await go(page, name);
      const text = await page.locator('body').innerText();
      expect(text).not.toContain('taro');
      expect(text).not.toContain(taro.name);
    }
    await go(page, 'サポート');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'サポート情報を保存する' }).click()]);
    const files = unzipSync(await readFile(await download.path()));
    const all = Object.values(files).map((bytes) => strFromU8(bytes)).join('\n');
    expect(all).not.toContain(pc.windowsUser(tarosWindows).windowsSid);
    expect(all).not.toContain('taro');
    expect(await pc.state(hanakosWindows)).toMatchObject({ linked: false });
    expect(await pc.state(tarosWindows)).toMatchObject({ linked: true });
    await pc.linkAccount(hanakosWindows, await story.demo.activationCode(hanako.userId));
    expect(await pc.state(hanakosWindows)).toMatchObject({ linked: true });
    await page.context().close();
  });

  test('when the company begins to enforce, then the PC tells its host; when it ends the keeping of passwords, then they are forgotten', async () => {
    expect(pc.guard()).toEqual({ enforce: false, keepPasswords: false, keepAdministratorPasswords: false });
    const change = async (settings: object) => {
      expect(await story.demo.console.call('PUT', '/agent-settings', settings)).toEqual(settings);
      // Started anew, the agent fetches the policy at once.
      await pc.killAgent();
    };
    await change({ enforcement: 'enforce', passwordKeeping: { users: true, administrators: false } });
    await eventually(() => expect(pc.guard()).toEqual({ enforce: true, keepPasswords: true, keepAdministratorPasswords: false }));
    const { page } = await openConsole(tarosWindows);
    await go(page, 'プライバシー');
    await page.getByRole('heading', { name: 'パスワードの保存' }).waitFor();
    await page.context().close();
    await pc.unlinkAccount(tarosWindows);
    await eventually(() => expect(pc.forgottenPasswords()).toEqual([pc.windowsUser(tarosWindows).windowsSid]));
    await change({ enforcement: 'observe', passwordKeeping: { users: false, administrators: false } });
    await eventually(() => expect(pc.guard()).toMatchObject({ enforce: false, keepPasswords: false }));
    await eventually(() => expect(pc.forgottenPasswords()).toContain(pc.windowsUser(hanakosWindows).windowsSid));
  });
});

import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { provideHttpClient } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { MATERIAL_ANIMATIONS } from '@angular/material/core';
import { TranslocoService } from '@jsverse/transloco';
import { ScriptedBackend } from '../../testing/scripted-backend';
import { translations } from '../../testing/translations';
import { Session } from '../session/session';
import { UnsavedEdits } from '../shared/unsaved-edits';
import type { AgentSettings, Enforcement } from './agent-settings';
import { AgentSettingsPage } from './agent-settings-page';
import { AgentSettingsPageHarness } from './agent-settings-page-harness';

const settings = (enforcement: Enforcement, users = false, administrators = false): AgentSettings => ({ enforcement, passwordKeeping: { users, administrators } });
const [observe, enforce] = [settings('observe'), settings('enforce')];
const [users, administrators] = ['利用者のパスワードを保存する', 'Windows管理者のパスワードも保存する'];
const onePc = { devices: [{ deviceId: 'd1', pcName: 'PC-01', status: 'active' }], nextCursor: null };

describe('settings of the agents', () => {
  let backend: ScriptedBackend;

  async function open(first: AgentSettings, options: { level?: 'all-access' | 'general'; devices?: object } = {}): Promise<AgentSettingsPageHarness> {
    TestBed.configureTestingModule({
      imports: [AgentSettingsPage, translations],
      providers: [provideHttpClient(), backend.provider, { provide: MATERIAL_ANIMATIONS, useValue: { animationsDisabled: true } }],
    });
    const administrator = { account: 'a', name: '管理 花子', level: options.level ?? 'all-access' };
    backend.answer({ administrator, company: { companyId: 'c', companyCode: 'c', name: 'c', language: 'ja' }, csrfToken: 't', services: [] });
    await TestBed.inject(Session).load();
    backend.answer(options.devices ?? onePc).answer(first);
    const fixture = TestBed.createComponent(AgentSettingsPage);
    fixture.autoDetectChanges();
    return TestbedHarnessEnvironment.harnessForFixture(fixture, AgentSettingsPageHarness);
  }

  const puts = (): unknown[] => backend.asked.filter(({ method }) => method === 'PUT').map(({ body }) => body);

  beforeEach(() => {
    localStorage.clear();
    backend = new ScriptedBackend();
  });

  it('when it opens, then it shows what is in force and what each choice means, and nothing can be saved yet', async () => {
    const page = await open(observe);
    expect([await page.isChosen('監視のみ'), await page.isChosen('適用')]).toEqual([true, false]);
    expect([await page.isTicked(users), await page.isTicked(administrators), await page.canTick(administrators)]).toEqual([false, false, false]);
    expect(await page.canPress('変更を保存')).toBe(false);
    const shown = await page.text();
    expect(shown).toContain('自己診断に合格した、この会社のすべてのPC');
    expect(shown).toContain('サーバーに接続できない間');
    expect(shown).not.toContain('登録されたPCはまだありません');
    TestBed.inject(TranslocoService).setActiveLang('en');
    expect(await page.text()).toContain('every PC of this company that has passed its self-test');
  });

  it('when enforcing is saved, then the consequences are asked about first, and cancelling sends nothing and keeps the choice', async () => {
    const page = await open(observe);
    await page.choose('適用');
    await page.press('変更を保存');
    expect(await page.dialogText()).toMatch(/すべてのPCで標準のタイルを隠しますか.*自己診断に合格した.*サーバーに接続できない間/s);
    await page.pressInDialog('キャンセル');
    expect([puts(), await page.isChosen('適用'), await page.canPress('変更を保存')]).toEqual([[], true, true]);

    backend.answer(observe).answer(enforce);
    await page.press('変更を保存');
    await page.pressInDialog('適用する');
    expect(puts()).toEqual([enforce]);
    expect(await page.messageText()).toBe('設定を保存しました。');
    TestBed.inject(TranslocoService).setActiveLang('en');
    expect(await page.messageText()).toBe('The settings were saved.');
    TestBed.inject(TranslocoService).setActiveLang('ja');
    expect(await page.canPress('変更を保存')).toBe(false);
  });

  it('when a change is undone, then the earlier settings are put back', async () => {
    const page = await open(observe);
    await page.choose('適用');
    await page.press('変更を保存');
    backend.answer(observe).answer(enforce);
    await page.pressInDialog('適用する');
    backend.answer(enforce).answer(observe);
    await page.pressInMessage();
    expect(puts()).toEqual([enforce, observe]);
    expect([await page.isChosen('監視のみ'), await page.messageText()]).toEqual([true, '元の設定に戻しました。']);
  });

  it('when undoing fails, then it says so and the settings stay', async () => {
    const page = await open(enforce);
    await page.choose('監視のみ');
    backend.answer(enforce).answer(observe);
    await page.press('変更を保存');
    backend.answer({ code: 'unavailable', title: '' }, 503);
    await page.pressInMessage();
    expect(await page.messageText()).toContain('元に戻せませんでした。 一時的に利用できません');
    expect(await page.isChosen('監視のみ')).toBe(true);
  });

  it('when enforcing ends or keeping ends, then nothing is asked', async () => {
    const page = await open(settings('enforce', true, true));
    await page.choose('監視のみ');
    await page.toggle(users);
    expect([await page.isTicked(administrators), await page.canTick(administrators)]).toEqual([false, false]);
    backend.answer(settings('enforce', true, true)).answer(observe);
    await page.press('変更を保存');
    expect(await page.dialogText()).toBe(null);
    expect(puts()).toEqual([observe]);
  });

  it('when passwords of administrators are to be kept, then those of users come first and each is asked about', async () => {
    const page = await open(observe);
    await page.toggle(users);
    await page.toggle(administrators);
    await page.press('変更を保存');
    expect(await page.dialogText()).toMatch(/利用者のWindowsのパスワード.*Windows管理者のパスワード/s);
    const after = settings('observe', true, true);
    backend.answer(observe).answer(after);
    await page.pressInDialog('変更を保存');
    expect(puts()).toEqual([after]);
  });

  it('when another administrator was first, then nothing is overwritten, and the newest can be loaded', async () => {
    const page = await open(settings('enforce', true));
    await page.toggle(users);
    backend.answer(observe);
    await page.press('変更を保存');
    expect(puts()).toEqual([]);
    expect(await page.alertText()).toContain('ほかの管理者が先に変更しました');
    backend.answer(observe);
    await page.press('最新の設定を読み込む');
    expect([await page.alertText(), await page.isChosen('監視のみ'), await page.canPress('変更を保存')]).toEqual([null, true, false]);
  });

  it('when an answer was lost and the change had come through, then saving again finds it done', async () => {
    const page = await open(enforce);
    await page.choose('監視のみ');
    backend.answer(observe);
    await page.press('変更を保存');
    expect([puts(), await page.messageText()]).toEqual([[], '設定を保存しました。']);
  });

  it.each([
    [403, { code: 'forbidden', title: '権限がありません', id: 'REQ1' }, '全権管理者に確認してください'],
    [409, { code: 'version-conflict', title: 'ほかの人が先に変更しました', id: 'REQ1' }, 'ほかの管理者が先に変更しました'],
    [0, null, '保存できたか確認できません'],
  ])('when saving is answered %s, then it says why and keeps what was chosen', async (status, body, words) => {
    const page = await open(enforce);
    await page.choose('監視のみ');
    backend.answer(enforce).answer(body, status);
    await page.press('変更を保存');
    expect(await page.alertText()).toContain(words);
    if (body !== null) expect(await page.alertText()).toContain('REQ1');
    expect([await page.isChosen('監視のみ'), await page.canPress('変更を保存'), await page.messageText()]).toEqual([true, true, null]);
  });

  it('when the settings cannot be loaded, then it says so and can try again', async () => {
    TestBed.configureTestingModule({ imports: [AgentSettingsPage, translations], providers: [provideHttpClient(), backend.provider] });
    backend.answer(onePc).answer({ code: 'unavailable', title: '', id: 'REQ1' }, 503);
    const fixture = TestBed.createComponent(AgentSettingsPage);
    fixture.autoDetectChanges();
    const page = await TestbedHarnessEnvironment.harnessForFixture(fixture, AgentSettingsPageHarness);
    expect(await page.alertText()).toContain('REQ1');
    backend.answer(observe);
    await page.press('もう一度読み込む');
    expect(await page.isChosen('監視のみ')).toBe(true);
  });

  it('when no PC is enrolled, then it says from when the settings hold', async () => {
    expect(await (await open(observe, { devices: { devices: [], nextCursor: null } })).text()).toContain('登録されたPCはまだありません');
  });

  it('when the administrator is general, then everything can be read and nothing changed', async () => {
    const page = await open(settings('enforce', true), { level: 'general' });
    expect([await page.isChosen('適用'), await page.isTicked(users)]).toEqual([true, true]);
    expect([await page.canChoose('監視のみ'), await page.canTick(users), await page.canTick(administrators)]).toEqual([false, false, false]);
    expect(await page.text()).toContain('全権管理者だけが変更できます');
    expect(await page.buttons()).toEqual([]);
  });

  it('when there are unsaved changes, then leaving asks, discarding them does not', async () => {
    const page = await open(observe);
    const edits = TestBed.inject(UnsavedEdits);
    expect(await edits.mayLeave()).toBe(true);
    await page.choose('適用');
    const [staying, leaving] = [edits.mayLeave(), () => edits.mayLeave()];
    expect(await page.dialogText()).toContain('変更を破棄しますか');
    await page.pressInDialog('このページに残る');
    expect(await staying).toBe(false);
    const left = leaving();
    await page.pressInDialog('破棄して移動');
    expect(await left).toBe(true);
    const closing = new Event('beforeunload', { cancelable: true });
    dispatchEvent(closing);
    expect(closing.defaultPrevented).toBe(true);
    await page.press('変更を取り消す');
    expect([await page.isChosen('監視のみ'), await edits.mayLeave()]).toEqual([true, true]);
  });
});

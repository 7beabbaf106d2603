import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { provideHttpClient } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { TranslocoService } from '@jsverse/transloco';
import { ScriptedBackend } from '../../testing/scripted-backend';
import { translations } from '../../testing/translations';
import type { LogEntry } from './log-entry';
import { LogView } from './log-view';
import { LogViewHarness } from './log-view-harness';

const entry = (id: string, changes: Partial<LogEntry> = {}): LogEntry => ({
  entryId: id,
  recordedAt: '2026-11-24T00:00:05.000Z',
  occurredAt: '2026-11-24T00:00:00.000Z',
  operation: 'session-event',
  actor: { kind: 'user', id: 'u1', name: '山田 太郎' },
  target: null,
  remark: { key: 'logon', values: { pcName: 'PC-01' } },
  ip: '127.0.0.1',
  clientVersion: '0.1.0',
  result: null,
  ...changes,
});

describe('log view', () => {
  let backend: ScriptedBackend;

  async function open(): Promise<LogViewHarness> {
    TestBed.configureTestingModule({ imports: [LogView, translations], providers: [provideHttpClient(), backend.provider] });
    const fixture = TestBed.createComponent(LogView);
    fixture.autoDetectChanges();
    return TestbedHarnessEnvironment.harnessForFixture(fixture, LogViewHarness);
  }

  beforeEach(() => {
    backend = new ScriptedBackend();
  });

  it('when entries come, then it shows the seven columns in words of the language', async () => {
    backend.answer({ entries: [entry('1'), entry('2', { remark: { key: 'inferred-logoff', values: {} } })], nextCursor: null });
    const view = await open();
    expect(await view.headers()).toEqual(['記録日時', '操作ユーザー', '操作内容', '対象ユーザー', '備考', 'IPアドレス', 'バージョン']);
    const shown = await view.text();
    expect(shown).toContain('山田 太郎');
    expect(shown).toContain('セッションログ');
    expect(shown).toContain('ログオン / PC: PC-01');
    expect(shown).toContain('ログオフ(推定)');
    TestBed.inject(TranslocoService).setActiveLang('en');
    expect(await view.text()).toContain('Logoff (estimated)');
  });

  it('when the settings of the PCs were changed, then the remark says in words what they were and are', async () => {
    const values = { before: 'observe, passwords: none', after: 'enforce, passwords: users+administrators' };
    backend.answer({ entries: [entry('1', { operation: 'agent-settings-update', remark: { key: 'succeeded', values } })], nextCursor: null });
    const view = await open();
    expect(await view.text()).toContain('成功 / 変更前: 監視のみ・パスワード保存なし / 変更後: 適用・利用者と管理者のパスワードを保存');
    TestBed.inject(TranslocoService).setActiveLang('en');
    expect(await view.text()).toContain('Before: observe only; no passwords kept / After: enforce; passwords of users and administrators kept');
  });

  it('when a remark has marks and times, then the marks are said in words and the times in those of the reader', async () => {
    const values = { unlinked: 'true', clockSuspect: 'true', usedAt: '2026-11-24T21:43:31.788Z', label: '2026-99-99T00:00:00Z' };
    backend.answer({ entries: [entry('1', { remark: { key: 'logon', values } })], nextCursor: null });
    const view = await open();
    expect(await view.text()).toMatch(/紐づけ: 紐づけなし .*使用日時: 2026\/11\/2\d \d{2}:43:31/);
    expect(await view.text()).toContain('2026-99-99T00:00:00Z');
    expect(await view.text()).not.toContain('true');
  });

  it('when there is an older page, then paging goes there by cursor and back', async () => {
    backend.answer({ entries: [entry('1')], nextCursor: 'c1' }).answer({ entries: [entry('2')], nextCursor: null }).answer({ entries: [entry('1')], nextCursor: 'c1' });
    const view = await open();
    expect(await view.canPress(/新しいログ/)).toBe(false);
    await view.press(/古いログ/);
    expect(backend.asked[1]?.params.get('cursor')).toBe('c1');
    expect(await view.canPress(/古いログ/)).toBe(false);
    await view.press(/新しいログ/);
    expect(backend.asked[2]?.params.has('cursor')).toBe(false);
  });

  it('when the answer is a problem, then it says so, shows the id and can try again', async () => {
    backend.answer({ code: 'unavailable', title: '一時的に利用できません', id: 'REQ1' }, 503).answer({ entries: [entry('1')], nextCursor: null });
    const view = await open();
    expect(await view.alertText()).toContain('REQ1');
    await view.press('もう一度読み込む');
    expect(await view.rowCount()).toBe(1);
  });

  it('when nothing was recorded, then the empty state says what comes first', async () => {
    backend.answer({ entries: [], nextCursor: null });
    expect(await (await open()).text()).toContain('この期間のログはまだありません');
  });

  it('when the period is longer than 100 days, then it explains and does not ask', async () => {
    backend.answer({ entries: [entry('1')], nextCursor: null });
    const view = await open();
    await view.type('from', '2026-01-01');
    await view.type('to', '2026-11-24');
    expect(await view.alertText()).toContain('100日以内');
    expect(await view.canPress('検索')).toBe(false);
    expect(backend.asked.length).toBe(1);
  });

  it('when a word is searched, then it is sent and an empty result offers to clear it', async () => {
    const page = { entries: [entry('1')], nextCursor: null };
    backend.answer(page).answer({ entries: [], nextCursor: null }).answer(page);
    const view = await open();
    await view.type('text', '山田');
    await view.press('検索');
    expect(backend.asked[1]?.params.get('q')).toBe('山田');
    await view.press('条件を解除する');
    expect(backend.asked[2]?.params.has('q')).toBe(false);
    expect(await view.rowCount()).toBe(1);
  });
});

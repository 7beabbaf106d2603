import { HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { provideHttpClient } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MATERIAL_ANIMATIONS } from '@angular/material/core';
import { MatDialogHarness } from '@angular/material/dialog/testing';
import { TranslocoService } from '@jsverse/transloco';
import { ScriptedBackend } from '../../testing/scripted-backend';
import { translations } from '../../testing/translations';
import type { BreakGlassRequest } from './break-glass';
import { RequestList } from './request-list';

const requestOf = (changes: Partial<BreakGlassRequest> = {}): BreakGlassRequest => ({
  requestId: 'r1', deviceId: 'd1', pcName: 'PC-01', reason: '端末の紛失', requestedBy: '管理 一郎', own: false,
  requestedAt: '2026-11-24T09:00:00.000Z', expiresAt: '2026-11-24T09:30:00.000Z', state: 'waiting', ...changes,
});
const listOf = (...requests: BreakGlassRequest[]) => ({ requests });

describe('requests for break-glass codes', () => {
  let backend: ScriptedBackend;
  let root: HarnessLoader;
  let text: () => string;

  async function open(first: unknown, status = 200): Promise<void> {
    TestBed.configureTestingModule({
      imports: [RequestList, translations],
      providers: [provideHttpClient(), backend.provider, { provide: MATERIAL_ANIMATIONS, useValue: { animationsDisabled: true } }],
    });
    backend.answer(first, status);
    const fixture = TestBed.createComponent(RequestList);
    fixture.autoDetectChanges();
    root = TestbedHarnessEnvironment.documentRootLoader(fixture);
    await fixture.whenStable();
    text = () => (fixture.nativeElement as HTMLElement).textContent;
  }
  const buttons = async () => Promise.all((await root.getAllHarnesses(MatButtonHarness.with({ ancestor: 'tbody' }))).map((button) => button.getText()));
  const press = async (label: string, ancestor = 'tbody') => (await root.getHarness(MatButtonHarness.with({ text: label, ancestor }))).click();
  const asked = () => backend.asked.filter(({ method }) => method === 'POST').map(({ url }) => url);

  beforeEach(() => {
    backend = new ScriptedBackend();
  });

  it('when somebody else asks, then approving asks first whether the request is theirs, and cancelling sends nothing', async () => {
    await open(listOf(requestOf()));
    expect(await buttons()).toEqual(['承認', '却下']);
    await press('承認');
    const dialog = await root.getHarness(MatDialogHarness);
    expect(await dialog.getText()).toMatch(/管理 一郎さんが.*一度だけ.*電話などで確かめて/s);
    await press('キャンセル', 'app-confirm-dialog');
    expect(asked()).toEqual([]);

    backend.answer(requestOf({ state: 'approved', approvedBy: '管理 二郎' })).answer(listOf(requestOf({ state: 'approved', approvedBy: '管理 二郎' })));
    await press('承認');
    await press('承認', 'app-confirm-dialog');
    expect(asked()).toEqual(['/api/console/v1/break-glass-requests/r1/approval']);
    expect(document.body.textContent).toContain('承認しました(PC-01)。');
    expect(text()).toContain('承認: 管理 二郎');
    expect(await buttons()).toEqual(['承認を取り消す']);
  });

  it('when the request is one’s own, then it can be withdrawn, never approved, and its code is shown once it is approved', async () => {
    await open(listOf(requestOf({ own: true })));
    expect(await buttons()).toEqual(['取り下げ']);
    const approved = requestOf({ own: true, state: 'approved', approvedBy: '管理 二郎' });
    backend.answer(listOf(approved));
    await press('最新を表示', '.page-head');
    expect(await buttons()).toEqual(['コードを表示', '取り下げ']);

    backend.answer({ code: 'ABCD-EFGH-JKMN-PQRS-TVWX', pcName: 'PC-01' }).answer(listOf({ ...approved, state: 'viewed' }));
    await press('コードを表示');
    const dialog = await root.getHarness(MatDialogHarness);
    expect(await dialog.getText()).toContain('ABCD-EFGH-JKMN-PQRS-TVWX');
    await press('閉じる', 'app-secret-dialog');
    expect(document.body.textContent).not.toContain('ABCD-EFGH');
    expect([text().includes('表示済み'), await buttons()]).toEqual([true, []]);
    expect(asked()).toEqual(['/api/console/v1/break-glass-requests/r1/code']);
  });

  it.each(['viewed', 'refused', 'expired'] as const)('when a request is %s, then there is nothing left to do', async (state) => {
    await open(listOf(requestOf({ state }), requestOf({ requestId: 'r2', own: true, state })));
    expect(await buttons()).toEqual([]);
  });

  it('when deciding fails, then it says why and the list is read again', async () => {
    await open(listOf(requestOf()));
    backend.answer({ code: 'break-glass-request-ended', title: '' }, 409).answer(listOf(requestOf({ state: 'expired' })));
    await press('却下');
    expect(text()).toContain('この申請は終了しています');
    expect(text()).toContain('期限切れ');
  });

  it('when nobody asked, or the list cannot be had, then it says so and what to do', async () => {
    await open(listOf());
    expect(text()).toContain('この7日間の申請はありません');
    backend.answer({ code: 'forbidden', title: '' }, 403);
    await press('最新を表示', '.page-head');
    expect(text()).toContain('権限がありません');
    backend.answer(listOf(requestOf()));
    await press('もう一度読み込む', 'app-problem-notice');
    expect(text()).toContain('PC-01');
  });

  it('when the language is English, then every word is', async () => {
    await open(listOf(requestOf({ reason: 'lost phone', requestedBy: 'Anna' })));
    TestBed.inject(TranslocoService).setActiveLang('en');
    expect(await buttons()).toEqual(['Approve', 'Refuse']);
    expect(text()).not.toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
  });
});

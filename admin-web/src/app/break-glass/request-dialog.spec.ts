import { HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { provideHttpClient } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MATERIAL_ANIMATIONS } from '@angular/material/core';
import { MatDialogHarness } from '@angular/material/dialog/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import { Subject } from 'rxjs';
import { ScriptedBackend } from '../../testing/scripted-backend';
import { translations } from '../../testing/translations';
import { DeviceList } from '../devices/device-list';
import { Session } from '../session/session';
import type { BreakGlassRequest } from './break-glass';
import { decisionPulse } from './request-dialog';

const own: BreakGlassRequest = {
  requestId: 'r1', deviceId: 'd1', pcName: 'PC-01', reason: '端末の紛失', requestedBy: '管理 花子', own: true,
  requestedAt: '2026-11-24T09:00:00.000Z', expiresAt: '2026-11-24T09:30:00.000Z', state: 'waiting',
};
const devices = { devices: [{ deviceId: 'd1', pcName: 'PC-01', status: 'active' }, { deviceId: 'd2', pcName: 'PC-02', status: 'revoked' }], nextCursor: null };

describe('asking for a break-glass code in the list of PCs', () => {
  let backend: ScriptedBackend;
  let pulse: Subject<void>;
  let root: HarnessLoader;

  async function openPcs(level: 'all-access' | 'general' = 'all-access'): Promise<void> {
    TestBed.configureTestingModule({
      imports: [DeviceList, translations],
      providers: [
        provideHttpClient(),
        backend.provider,
        { provide: MATERIAL_ANIMATIONS, useValue: { animationsDisabled: true } },
        { provide: decisionPulse, useValue: pulse },
      ],
    });
    const administrator = { account: 'a', name: '管理 花子', level };
    backend.answer({ administrator, company: { companyId: 'c', companyCode: 'c', name: 'c', language: 'ja' }, csrfToken: 't', services: [] });
    await TestBed.inject(Session).load();
    backend.answer(devices);
    const fixture = TestBed.createComponent(DeviceList);
    fixture.autoDetectChanges();
    root = TestbedHarnessEnvironment.documentRootLoader(fixture);
    await fixture.whenStable();
  }
  const rowButtons = () => root.getAllHarnesses(MatButtonHarness.with({ ancestor: 'tbody', text: '緊急解除コード' }));
  async function openDialog(...requests: BreakGlassRequest[]): Promise<void> {
    await openPcs();
    backend.answer({ requests });
    await (await rowButtons())[0]?.click();
  }
  const dialogText = async () => (await root.getHarness(MatDialogHarness)).getText();
  const button = (text: string) => root.getHarness(MatButtonHarness.with({ text, ancestor: 'app-request-dialog' }));
  const press = async (text: string) => (await button(text)).click();
  const posts = () => backend.asked.filter(({ method }) => method === 'POST').map(({ url, body }) => [url.replace('/api/console/v1', ''), body]);
  async function ask(): Promise<void> {
    await (await root.getHarness(MatInputHarness)).setValue(' 端末の紛失 ');
    backend.answer(own, 201);
    await press('申請する');
  }

  beforeEach(() => {
    localStorage.clear();
    backend = new ScriptedBackend();
    pulse = new Subject();
  });

  it('when a reason is given, then it waits, says so, and shows the code only when it is approved and asked for', async () => {
    await openDialog();
    expect(await (await button('申請する')).isDisabled()).toBe(true);
    await ask();
    expect(posts()).toEqual([['/devices/d1/break-glass-requests', { reason: '端末の紛失' }]]);
    expect(await dialogText()).toContain('ほかの全権管理者の承認を待っています');
    expect(document.activeElement?.getAttribute('role')).toBe('status');

    backend.answer({ requests: [{ ...own, state: 'approved', approvedBy: '管理 二郎' }] });
    pulse.next();
    expect(await dialogText()).toContain('管理 二郎さんが承認しました');
    expect(posts()).toHaveLength(1);

    backend.answer({ code: 'ABCD-EFGH-JKMN-PQRS-TVWX', pcName: 'PC-01' });
    await press('コードを表示');
    expect(await dialogText()).toContain('ABCD-EFGH-JKMN-PQRS-TVWX');
    expect(posts().at(-1)).toEqual(['/break-glass-requests/r1/code', {}]);
  });

  it('when the request is open already, then it goes on where it stood', async () => {
    await openDialog({ ...own, deviceId: 'd2', requestId: 'r2' }, { ...own, own: false, requestId: 'r3' }, own);
    expect(await dialogText()).toContain('ほかの全権管理者の承認を待っています');
    backend.answer({ ...own, state: 'refused', refusedBy: '管理 花子' });
    await press('取り下げ');
    expect(posts()).toEqual([['/break-glass-requests/r1/refusal', {}]]);
    expect(await dialogText()).toContain('却下または取り下げ');
    await press('申請し直す');
    await ask();
    expect(await dialogText()).toContain('承認を待っています');
  });

  it.each([
    ['refused', '却下または取り下げられました(管理 二郎)'],
    ['expired', '期限が切れました'],
  ] as const)('when the request is %s meanwhile, then it says so and offers to ask again, never the code', async (state, words) => {
    await openDialog(own);
    backend.answer({ requests: [{ ...own, state, ...(state === 'refused' ? { refusedBy: '管理 二郎' } : {}) }] });
    pulse.next();
    expect(await dialogText()).toContain(words);
    expect(await root.getAllHarnesses(MatButtonHarness.with({ text: 'コードを表示' }))).toEqual([]);
    const asked = backend.asked.length;
    pulse.next();
    expect(backend.asked).toHaveLength(asked);
    await button('申請し直す');
  });

  it('when the PC has no code yet, then it says what that means and keeps the reason', async () => {
    await openDialog();
    await (await root.getHarness(MatInputHarness)).setValue('端末の紛失');
    backend.answer({ code: 'break-glass-no-code', title: '' }, 409);
    await press('申請する');
    expect(await dialogText()).toContain('まだ緊急解除コードがありません');
    expect(await (await root.getHarness(MatInputHarness)).getValue()).toBe('端末の紛失');
  });

  it('when the network is away while it waits, then it says so and goes on when it is back', async () => {
    await openDialog(own);
    backend.answer(null, 0);
    pulse.next();
    expect(await dialogText()).toContain('サーバーに接続できません');
    backend.answer({ requests: [{ ...own, state: 'approved', approvedBy: '管理 二郎' }] });
    pulse.next();
    expect(await dialogText()).not.toContain('サーバーに接続できません');
    expect(await dialogText()).toContain('承認しました');
  });

  it('when the administrator is general, then there is nothing to ask with; a revoked PC can be asked for', async () => {
    await openPcs('general');
    expect(await rowButtons()).toEqual([]);
    TestBed.resetTestingModule();
    await openPcs();
    expect(await Promise.all((await rowButtons()).map((one) => one.isDisabled()))).toEqual([false, false]);
  });
});

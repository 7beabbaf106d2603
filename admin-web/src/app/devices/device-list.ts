import { Component, inject, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { filter, switchMap } from 'rxjs';
import type { BreakGlassRequest } from '../break-glass/break-glass';
import { BreakGlassCalls } from '../break-glass/break-glass-calls';
import { RequestDialog, type RequestDialogData } from '../break-glass/request-dialog';
import { showCode } from '../break-glass/show-code';
import { Session } from '../session/session';
import { ConfirmDialog } from '../shared/confirm-dialog';
import { Moment } from '../shared/moment';
import { type Problem, problemOf } from '../shared/problem';
import { SecretDialog, type SecretDialogData } from '../shared/secret-dialog';
import { TablePanel } from '../shared/table-panel';
import { tableState } from '../shared/table-state';
import type { Device } from './device';
import { DeviceDirectory } from './device-directory';

/** PC一覧: enrolled PCs, the token that lets more of them enrol, the request for a break-glass code, and revocation. */
@Component({
  selector: 'app-device-list',
  imports: [MatButtonModule, Moment, TablePanel, TranslocoDirective],
  providers: [DeviceDirectory],
  templateUrl: './device-list.html',
})
export class DeviceList {
  private readonly dialog = inject(MatDialog);
  private readonly transloco = inject(TranslocoService);
  private readonly breakGlass = inject(BreakGlassCalls);
  protected readonly directory = inject(DeviceDirectory);
  protected readonly mayBreakGlass = inject(Session).isAllAccess;
  protected readonly table = tableState(this.directory.page, (page) => page.devices, () => false);
  protected readonly problem = signal<Problem | null>(null);

  protected issueToken(): void {
    const data: SecretDialogData = {
      titleKey: 'devices.tokenTitle',
      textKey: 'devices.tokenText',
      subject: '',
      issue: this.directory.issueEnrolmentToken(),
      secretOf: (issued) => (issued as { token: string }).token,
      expiryOf: (issued) => (issued as { expiresAt: string }).expiresAt,
    };
    this.dialog.open(SecretDialog, { data, width: '36rem' });
  }

  protected requestCode({ deviceId, pcName }: Device): void {
    this.dialog
      .open<RequestDialog, RequestDialogData, BreakGlassRequest>(RequestDialog, { data: { deviceId, pcName }, width: '36rem', autoFocus: 'dialog' })
      .afterClosed()
      .pipe(filter((request) => request !== undefined))
      .subscribe((request) => showCode(this.dialog, this.breakGlass, request));
  }

  protected revoke(device: Device): void {
    const data = {
      title: this.transloco.translate<string>('devices.revokeTitle', { name: device.pcName }),
      text: this.transloco.translate<string>('devices.revokeText'),
      action: this.transloco.translate<string>('devices.revoke'),
    };
    this.problem.set(null);
    this.dialog
      .open<ConfirmDialog, unknown, boolean>(ConfirmDialog, { data })
      .afterClosed()
      .pipe(filter((confirmed) => confirmed === true), switchMap(() => this.directory.revoke(device)))
      .subscribe({ next: () => this.directory.page.reload(), error: (error: unknown) => this.problem.set(problemOf(error)) });
  }
}

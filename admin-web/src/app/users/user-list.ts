import { Component, inject, linkedSignal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import { SecretDialog, type SecretDialogData } from '../shared/secret-dialog';
import { TablePanel } from '../shared/table-panel';
import { tableState } from '../shared/table-state';
import type { User } from './user';
import { UserDirectory } from './user-directory';

/** ユーザー一覧: who is known, what they have registered, and the code that ties a Windows account. */
@Component({
  selector: 'app-user-list',
  imports: [MatButtonModule, MatFormFieldModule, MatInputModule, TablePanel, TranslocoDirective],
  providers: [UserDirectory],
  templateUrl: './user-list.html',
})
export class UserList {
  private readonly dialog = inject(MatDialog);
  protected readonly directory = inject(UserDirectory);
  protected readonly table = tableState(this.directory.page, (page) => page.users, this.directory.isFiltered);
  protected readonly text = linkedSignal(() => this.directory.text());

  protected search(): void {
    this.directory.search(this.text().trim());
  }

  protected issueActivationCode(user: User): void {
    const data: SecretDialogData = {
      titleKey: 'users.activationTitle',
      textKey: 'users.activationText',
      subject: `${user.employeeCode} ${user.name}`,
      issue: this.directory.issueActivationCode(user),
      secretOf: (issued) => (issued as { code: string }).code,
      expiryOf: (issued) => (issued as { expiresAt: string }).expiresAt,
    };
    this.dialog.open(SecretDialog, { data, width: '32rem' });
  }
}

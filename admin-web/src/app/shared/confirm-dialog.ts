import { Component, inject } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';

/** Asks before something that hurts; closes with true only when it was confirmed. */
@Component({
  selector: 'app-confirm-dialog',
  imports: [MatButtonModule, MatDialogModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <h2 mat-dialog-title>{{ data.title }}</h2>
      <mat-dialog-content>{{ data.text }}</mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" [mat-dialog-close]="false" cdkFocusInitial>{{ t('confirm.cancel') }}</button>
        <button matButton="filled" type="button" [mat-dialog-close]="true">{{ data.action }}</button>
      </mat-dialog-actions>
    </ng-container>
  `,
})
export class ConfirmDialog {
  protected readonly data = inject<{ title: string; text: string; action: string }>(MAT_DIALOG_DATA);
}

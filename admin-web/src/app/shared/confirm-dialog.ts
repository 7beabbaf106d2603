import { Component, inject } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';

export interface ConfirmDialogData {
  title: string;
  text: string;
  /** What follows from it, one after the other. */
  points?: readonly string[];
  action: string;
  /** The way back, where "cancel" would not be clear. */
  cancel?: string;
}

/** Asks before something that hurts; closes with true only when it was confirmed. */
@Component({
  selector: 'app-confirm-dialog',
  imports: [MatButtonModule, MatDialogModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <h2 mat-dialog-title>{{ data.title }}</h2>
      <mat-dialog-content>
        {{ data.text }}
        @if (data.points?.length) {
          <ul>
            @for (point of data.points; track point) {
              <li>{{ point }}</li>
            }
          </ul>
        }
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" [mat-dialog-close]="false" cdkFocusInitial>{{ data.cancel ?? t('confirm.cancel') }}</button>
        <button matButton="filled" type="button" [mat-dialog-close]="true">{{ data.action }}</button>
      </mat-dialog-actions>
    </ng-container>
  `,
  styles: 'ul { margin: 12px 0 0; padding-inline-start: 1.4em; } li + li { margin-block-start: 6px; }',
})
export class ConfirmDialog {
  protected readonly data = inject<ConfirmDialogData>(MAT_DIALOG_DATA);
}

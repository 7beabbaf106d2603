import { Component, inject } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MAT_SNACK_BAR_DATA, MatSnackBarModule, MatSnackBarRef } from '@angular/material/snack-bar';
import { TranslocoDirective } from '@jsverse/transloco';

/** Functions, so that a message that is still shown follows the language. */
export interface Message {
  text(): string;
  action(): string;
}

/** A message at the foot of the page, on whichever page one is, with one thing to do. */
@Component({
  selector: 'app-message-bar',
  imports: [MatButtonModule, MatSnackBarModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <span matSnackBarLabel>{{ message.text() }}</span>
      <span matSnackBarActions>
        <button matButton matSnackBarAction type="button" (click)="bar.dismissWithAction()">{{ message.action() }}</button>
      </span>
    </ng-container>
  `,
  styles: ':host { display: flex; align-items: center; } .mat-mdc-snack-bar-label { flex: 1; padding: 0; }',
})
export class MessageBar {
  protected readonly message = inject<Message>(MAT_SNACK_BAR_DATA);
  protected readonly bar = inject<MatSnackBarRef<MessageBar>>(MatSnackBarRef);
}

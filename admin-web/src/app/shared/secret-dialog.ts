import { Component, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButtonModule } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import { MatProgressBarModule } from '@angular/material/progress-bar';
import { TranslocoDirective } from '@jsverse/transloco';
import { catchError, map, type Observable, of } from 'rxjs';
import { Moment } from './moment';
import { type Problem, problemOf } from './problem';

export interface SecretDialogData {
  titleKey: string;
  textKey: string;
  /** Whom or what the secret is for. */
  subject: string;
  issue: Observable<unknown>;
  secretOf(issued: unknown): string;
  expiryOf(issued: unknown): string;
}

type State = { kind: 'issued'; secret: string; expiresAt: string } | { kind: 'failed'; problem: Problem };

/** Shows a one-time secret exactly once; it is kept nowhere but on this screen. */
@Component({
  selector: 'app-secret-dialog',
  imports: [MatButtonModule, MatDialogModule, MatProgressBarModule, Moment, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <h2 mat-dialog-title>{{ t(data.titleKey) }}</h2>
      <mat-dialog-content>
        <p>{{ data.subject }}</p>
        @let now = state();
        @if (now === undefined) {
          <mat-progress-bar mode="indeterminate" [attr.aria-label]="t('table.loading')" />
        } @else if (now.kind === 'failed') {
          <p role="alert">{{ now.problem.title || t('problems.' + now.problem.code) }}</p>
        } @else {
          <p class="secret"><code>{{ now.secret }}</code></p>
          <button matButton="outlined" type="button" (click)="copy(now.secret)">{{ t(copied() ? 'secret.copied' : 'secret.copy') }}</button>
          <p>{{ t(data.textKey, { until: now.expiresAt | moment }) }}</p>
        }
      </mat-dialog-content>
      <mat-dialog-actions align="end"><button matButton mat-dialog-close type="button">{{ t('secret.close') }}</button></mat-dialog-actions>
    </ng-container>
  `,
  styles: '.secret { font-size: 1.4rem; letter-spacing: 0.06em; overflow-wrap: anywhere; user-select: all; }',
})
export class SecretDialog {
  protected readonly data = inject<SecretDialogData>(MAT_DIALOG_DATA);
  protected readonly copied = signal(false);
  protected readonly state = toSignal<State | undefined>(
    this.data.issue.pipe(
      map((issued): State => ({ kind: 'issued', secret: this.data.secretOf(issued), expiresAt: this.data.expiryOf(issued) })),
      catchError((error: unknown) => of<State>({ kind: 'failed', problem: problemOf(error) })),
    ),
  );

  protected async copy(secret: string): Promise<void> {
    await navigator.clipboard.writeText(secret);
    this.copied.set(true);
  }
}

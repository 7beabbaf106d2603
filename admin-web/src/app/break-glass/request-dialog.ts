import { Component, computed, effect, type ElementRef, inject, InjectionToken, signal, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButtonModule } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { MatProgressBarModule } from '@angular/material/progress-bar';
import { TranslocoDirective } from '@jsverse/transloco';
import { catchError, EMPTY, exhaustMap, filter, finalize, type Observable, timer } from 'rxjs';
import { Moment } from '../shared/moment';
import { type Problem, problemOf } from '../shared/problem';
import { ProblemWords } from '../shared/problem-words';
import { type BreakGlassRequest, isOpen } from './break-glass';
import { BreakGlassCalls } from './break-glass-calls';

export interface RequestDialogData {
  deviceId: string;
  pcName: string;
}

/** When to look whether another administrator has decided. */
export const decisionPulse = new InjectionToken<Observable<unknown>>('decisionPulse', { providedIn: 'root', factory: () => timer(3_000, 3_000) });

type Stage = 'loading' | 'asking' | BreakGlassRequest['state'];

/** Asks for the break-glass code of a PC and waits for another administrator; closes with the request when its code is to be shown. */
@Component({
  selector: 'app-request-dialog',
  imports: [MatButtonModule, MatDialogModule, MatFormFieldModule, MatInputModule, MatProgressBarModule, Moment, ProblemWords, TranslocoDirective],
  templateUrl: './request-dialog.html',
  styleUrl: './request-dialog.scss',
})
export class RequestDialog {
  private readonly calls = inject(BreakGlassCalls);
  private readonly ref = inject<MatDialogRef<RequestDialog, BreakGlassRequest>>(MatDialogRef);
  private readonly attended = viewChild<ElementRef<HTMLElement>>('attended');
  protected readonly data = inject<RequestDialogData>(MAT_DIALOG_DATA);
  protected readonly reason = signal('');
  protected readonly busy = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly request = signal<BreakGlassRequest | null>(null);
  private readonly looked = signal(false);
  protected readonly stage = computed<Stage>(() => this.request()?.state ?? (this.looked() ? 'asking' : 'loading'));
  protected readonly canAsk = computed(() => this.reason().trim() !== '' && !this.busy());

  constructor() {
    this.send(this.calls.list(), (requests) => {
      this.request.set(requests.find((one) => one.own && one.deviceId === this.data.deviceId && isOpen(one)) ?? null);
    });
    inject(decisionPulse)
      .pipe(
        filter(() => this.stage() === 'waiting' || this.stage() === 'approved'),
        exhaustMap(() => this.calls.list().pipe(catchError((error: unknown) => this.failed(error)))),
        takeUntilDestroyed(),
      )
      .subscribe((requests) => {
        this.problem.set(null);
        this.request.update((now) => requests.find(({ requestId }) => requestId === now?.requestId) ?? now);
      });
    // With every stage what had the focus is gone.
    effect(() => this.attended()?.nativeElement.focus());
  }

  protected ask(): void {
    if (this.canAsk()) this.send(this.calls.request(this.data.deviceId, this.reason().trim()), (request) => this.request.set(request));
  }

  protected withdraw(request: BreakGlassRequest): void {
    this.send(this.calls.decide(request, 'refusal'), (after) => this.request.set(after));
  }

  protected askAgain(): void {
    this.request.set(null);
  }

  protected show(request: BreakGlassRequest): void {
    this.ref.close(request);
  }

  private send<Answer>(call: Observable<Answer>, done: (answer: Answer) => void): void {
    this.busy.set(true);
    this.problem.set(null);
    call
      .pipe(
        catchError((error: unknown) => this.failed(error)),
        finalize(() => {
          this.busy.set(false);
          this.looked.set(true);
        }),
      )
      .subscribe(done);
  }

  private failed(error: unknown): Observable<never> {
    this.problem.set(problemOf(error));
    return EMPTY;
  }
}

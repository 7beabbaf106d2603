import { httpResource } from '@angular/common/http';
import { Component, inject, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatSnackBar } from '@angular/material/snack-bar';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { filter, finalize } from 'rxjs';
import { ConfirmDialog, type ConfirmDialogData } from '../shared/confirm-dialog';
import { type Message, MessageBar } from '../shared/message-bar';
import { Moment } from '../shared/moment';
import { type Problem, problemOf } from '../shared/problem';
import { ProblemWords } from '../shared/problem-words';
import { TablePanel } from '../shared/table-panel';
import { tableState } from '../shared/table-state';
import { type BreakGlassRequest, BreakGlassRequests, isOpen } from './break-glass';
import { BreakGlassCalls, requestsUrl } from './break-glass-calls';
import { showCode } from './show-code';

/** 緊急解除コード: who wants to see which PC's code and why, and what another administrator says to it. */
@Component({
  selector: 'app-request-list',
  imports: [MatButtonModule, Moment, ProblemWords, TablePanel, TranslocoDirective],
  templateUrl: './request-list.html',
  styles: '.reason { min-width: 12rem; overflow-wrap: anywhere; } .lead { margin: 0; color: var(--mat-sys-on-surface-variant); }',
})
export class RequestList {
  private readonly dialog = inject(MatDialog);
  private readonly snackBar = inject(MatSnackBar);
  private readonly transloco = inject(TranslocoService);
  private readonly calls = inject(BreakGlassCalls);
  protected readonly requests = httpResource<BreakGlassRequests>(() => ({ url: requestsUrl }), { parse: BreakGlassRequests.parse });
  protected readonly table = tableState(this.requests, (page) => page.requests, () => false);
  protected readonly busy = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly isOpen = isOpen;

  protected approve(request: BreakGlassRequest): void {
    const data: ConfirmDialogData = {
      title: this.words('approveTitle', request),
      text: this.words('approveText', request),
      action: this.words('approve', request),
    };
    this.dialog
      .open<ConfirmDialog, ConfirmDialogData, boolean>(ConfirmDialog, { data, width: '36rem' })
      .afterClosed()
      .pipe(filter((confirmed) => confirmed === true))
      .subscribe(() => this.decide(request, 'approval'));
  }

  protected refuse(request: BreakGlassRequest): void {
    this.decide(request, 'refusal');
  }

  protected show(request: BreakGlassRequest): void {
    this.problem.set(null);
    showCode(this.dialog, this.calls, request)
      .afterClosed()
      .subscribe(() => this.requests.reload());
  }

  private decide(request: BreakGlassRequest, decision: 'approval' | 'refusal'): void {
    this.busy.set(true);
    this.problem.set(null);
    this.calls
      .decide(request, decision)
      .pipe(
        finalize(() => {
          this.busy.set(false);
          this.requests.reload();
        }),
      )
      .subscribe({ next: (after) => this.tell(after), error: (error: unknown) => this.problem.set(problemOf(error)) });
  }

  private tell(request: BreakGlassRequest): void {
    const done = request.state === 'approved' ? 'approved' : request.own ? 'withdrawn' : 'refused';
    const data: Message = { text: () => this.words(`done.${done}`, request), action: () => this.transloco.translate<string>('secret.close') };
    this.snackBar.openFromComponent(MessageBar, { data, duration: 6_000 });
  }

  private words(key: string, { pcName, requestedBy }: BreakGlassRequest): string {
    return this.transloco.translate<string>(`break-glass.${key}`, { name: pcName, requestedBy });
  }
}

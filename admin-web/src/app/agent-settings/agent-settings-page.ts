import { Component, computed, inject, linkedSignal, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatCheckboxModule } from '@angular/material/checkbox';
import { MatDialog } from '@angular/material/dialog';
import { MatProgressBarModule } from '@angular/material/progress-bar';
import { MatRadioModule } from '@angular/material/radio';
import { MatSnackBar, type MatSnackBarRef } from '@angular/material/snack-bar';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { filter, finalize, map, type Observable, of } from 'rxjs';
import { DeviceDirectory } from '../devices/device-directory';
import { Session } from '../session/session';
import { ConfirmDialog, type ConfirmDialogData } from '../shared/confirm-dialog';
import { guardEdits } from '../shared/guard-edits';
import { type Message, MessageBar } from '../shared/message-bar';
import { type Problem, problemOf } from '../shared/problem';
import { ProblemNotice } from '../shared/problem-notice';
import { ProblemWords, problemWords } from '../shared/problem-words';
import { type AgentSettings, areSame, type Enforcement, type Risk, risksOf, withAdministratorsKept, withEnforcement, withUsersKept } from './agent-settings';
import { AgentSettingsDirectory } from './agent-settings-directory';

/** How long undoing is offered, in milliseconds; after that the form is the way back. */
const undoWithinMs = 20_000;

/** PC認証設定: whether the PCs of the company hide Windows' own tiles, and whether they keep passwords. */
@Component({
  selector: 'app-agent-settings',
  imports: [MatButtonModule, MatCheckboxModule, MatProgressBarModule, MatRadioModule, ProblemNotice, ProblemWords, TranslocoDirective],
  providers: [AgentSettingsDirectory, DeviceDirectory],
  templateUrl: './agent-settings-page.html',
  styleUrl: './agent-settings-page.scss',
})
export class AgentSettingsPage {
  private readonly dialog = inject(MatDialog);
  private readonly snackBar = inject(MatSnackBar);
  private readonly transloco = inject(TranslocoService);
  private readonly devices = inject(DeviceDirectory).page;
  protected readonly directory = inject(AgentSettingsDirectory);
  protected readonly mayChange = inject(Session).isAllAccess;
  protected readonly enforcements: readonly Enforcement[] = ['observe', 'enforce'];
  protected readonly effects = ['everywhere', 'offline', 'broken', 'untied'] as const;

  protected readonly saved = computed(() => (this.directory.settings.hasValue() ? this.directory.settings.value() : undefined));
  protected readonly draft = linkedSignal(() => this.saved());
  protected readonly loadProblem = computed(() => {
    const error = this.directory.settings.error();
    return error === undefined ? null : problemOf(error);
  });
  protected readonly hasNoPcs = computed(() => this.devices.hasValue() && this.devices.value().devices.length === 0);
  protected readonly isEdited = computed(() => {
    const [saved, draft] = [this.saved(), this.draft()];
    return saved !== undefined && draft !== undefined && !areSame(saved, draft);
  });
  protected readonly saving = signal(false);
  protected readonly isFixed = computed(() => this.saving() || !this.mayChange());
  protected readonly canSave = computed(() => this.isEdited() && !this.isFixed());
  protected readonly saveProblem = signal<Problem | null>(null);

  constructor() {
    guardEdits(this.isEdited);
  }

  protected choose(enforcement: Enforcement): void {
    this.draft.update((draft) => draft && withEnforcement(draft, enforcement));
  }

  protected keepUsers(kept: boolean): void {
    this.draft.update((draft) => draft && withUsersKept(draft, kept));
  }

  protected keepAdministrators(kept: boolean): void {
    this.draft.update((draft) => draft && withAdministratorsKept(draft, kept));
  }

  protected discard(): void {
    if (!this.canSave()) return;
    this.saveProblem.set(null);
    this.draft.set(this.saved());
  }

  protected reload(): void {
    this.saveProblem.set(null);
    this.draft.set(this.saved());
    this.directory.settings.reload();
  }

  protected save(): void {
    const [before, after] = [this.saved(), this.draft()];
    if (before === undefined || after === undefined || !this.canSave()) return;
    this.saveProblem.set(null);
    this.confirmed(risksOf(before, after))
      .pipe(filter(Boolean))
      .subscribe(() => this.change(before, after));
  }

  private confirmed(risks: readonly Risk[]): Observable<boolean> {
    if (risks.length === 0) return of(true);
    const data: ConfirmDialogData = {
      title: this.words(risks.length === 1 ? `risks.${risks[0]}.title` : 'risks.several'),
      text: this.words('risks.text'),
      points: risks.flatMap((risk) => (risk === 'enforce' ? this.effects.map((effect) => this.words(`effects.${effect}`)) : [this.words(`risks.${risk}.text`)])),
      action: this.words(risks.length === 1 ? `risks.${risks[0]}.action` : 'save'),
    };
    return this.dialog
      .open<ConfirmDialog, ConfirmDialogData, boolean>(ConfirmDialog, { data, width: '40rem' })
      .afterClosed()
      .pipe(map((confirmed) => confirmed === true));
  }

  private change(before: AgentSettings, after: AgentSettings): void {
    this.send(before, after, {
      done: () =>
        this.tell({ text: () => this.words('done'), action: () => this.words('undo') }, undoWithinMs)
          .onAction()
          .subscribe(() => this.undo(after, before)),
      failed: (problem) => this.saveProblem.set(problem),
    });
  }

  /** Its outcome is told beside the page, because somebody may be on another page by then. */
  private undo(after: AgentSettings, before: AgentSettings): void {
    const action = (): string => this.transloco.translate<string>('secret.close');
    this.send(after, before, {
      done: () => this.tell({ text: () => this.words('undone'), action }, 6_000),
      failed: (problem) => this.tell({ text: () => `${this.words('notUndone')} ${problemWords(this.transloco, problem)}`, action }),
    });
  }

  private tell(data: Message, duration?: number): MatSnackBarRef<MessageBar> {
    return this.snackBar.openFromComponent(MessageBar, { data, ...(duration === undefined ? {} : { duration }) });
  }

  private send(before: AgentSettings, after: AgentSettings, outcome: { done: () => unknown; failed: (problem: Problem) => unknown }): void {
    this.saving.set(true);
    this.directory
      .change(before, after)
      .pipe(finalize(() => this.saving.set(false)))
      .subscribe({
        next: (now) => {
          this.directory.settings.set(now);
          outcome.done();
        },
        error: (error: unknown) => outcome.failed(problemOf(error)),
      });
  }

  private words(key: string): string {
    return this.transloco.translate<string>(`agent-settings.${key}`);
  }
}

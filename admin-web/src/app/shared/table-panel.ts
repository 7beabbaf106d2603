import { Component, input, output } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatProgressBarModule } from '@angular/material/progress-bar';
import { TranslocoDirective } from '@jsverse/transloco';
import { ProblemNotice } from './problem-notice';
import type { TableState } from './table-state';

/** The frame around every table: says what state it is in and offers the way on. */
@Component({
  selector: 'app-table-panel',
  imports: [MatButtonModule, MatProgressBarModule, ProblemNotice, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      @let now = state();
      <div class="busy" aria-hidden="true">
        @if (now.kind === 'loading' || (now.kind === 'ready' && now.refreshing)) {
          <mat-progress-bar mode="indeterminate" />
        }
      </div>
      <div role="status" class="visually-hidden">
        @if (now.kind === 'loading') {
          {{ t('table.loading') }}
        } @else if (now.kind === 'ready') {
          {{ t('table.ready', { count: now.rows.length }) }}
        }
      </div>
      @switch (now.kind) {
        @case ('error') {
          <app-problem-notice [problem]="now.problem" (retried)="retried.emit()" />
        }
        @case ('empty') {
          <div class="notice">
            <h2>{{ t(now.filtered ? 'table.emptyFiltered' : emptyKey()) }}</h2>
            @if (now.filtered) {
              <button matButton="outlined" type="button" (click)="filterCleared.emit()">{{ t('table.clearFilter') }}</button>
            }
          </div>
        }
        @case ('ready') {
          <ng-content />
        }
      }
    </ng-container>
  `,
  styles: `
    .busy { height: 4px; }
  `,
})
export class TablePanel {
  readonly state = input.required<TableState<unknown>>();
  /** Translation key of the sentence for an empty, unfiltered table. */
  readonly emptyKey = input.required<string>();
  readonly retried = output();
  readonly filterCleared = output();
}

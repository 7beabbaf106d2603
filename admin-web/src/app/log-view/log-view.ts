import { Component, computed, inject, linkedSignal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import { TranslocoDirective } from '@jsverse/transloco';
import { Moment } from '../shared/moment';
import { TablePanel } from '../shared/table-panel';
import { tableState } from '../shared/table-state';
import { LogDirectory, periodProblem } from './log-directory';
import type { LogEntry, LogQuery } from './log-entry';
import { OperationWords, RemarkWords } from './log-words';

/** ログ表示: the audit trail, newest first (domain 3.4). */
@Component({
  selector: 'app-log-view',
  imports: [MatButtonModule, MatFormFieldModule, MatInputModule, MatSelectModule, Moment, OperationWords, RemarkWords, TablePanel, TranslocoDirective],
  providers: [LogDirectory],
  templateUrl: './log-view.html',
  styleUrl: './log-view.scss',
})
export class LogView {
  protected readonly directory = inject(LogDirectory);
  protected readonly table = tableState(this.directory.page, (page) => page.entries, this.directory.isFiltered);
  protected readonly pageSizes = [25, 50, 100] as const;

  // What is typed; it becomes the query only by searching.
  protected readonly from = linkedSignal(() => this.directory.current().from);
  protected readonly to = linkedSignal(() => this.directory.current().to);
  protected readonly text = linkedSignal(() => this.directory.current().text);
  protected readonly problem = computed(() => periodProblem(this.from(), this.to()));

  protected search(): void {
    if (this.problem() !== null) return;
    this.directory.search({ from: this.from(), to: this.to(), text: this.text().trim() });
  }

  protected choosePageSize(limit: LogQuery['limit']): void {
    this.directory.search({ limit });
  }

  protected resultClass(entry: LogEntry): string {
    if (entry.result === 'failed' || entry.result === 'refused') return 'bad';
    return entry.remark.key.startsWith('inferred') ? 'warn' : '';
  }
}

import { Component, input, output } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Problem } from './problem';
import { ProblemWords } from './problem-words';

/** In place of what could not be loaded: why, the identifier for the operator, and another try. */
@Component({
  selector: 'app-problem-notice',
  imports: [MatButtonModule, ProblemWords, TranslocoDirective],
  template: `
    <div class="notice" role="alert" *transloco="let t">
      <h2>{{ problem() | problemWords }}</h2>
      @if (problem().id; as id) {
        <p class="muted">{{ t('problems.id') }}: <code>{{ id }}</code></p>
      }
      <button matButton="filled" type="button" (click)="retried.emit()">{{ t('table.retry') }}</button>
    </div>
  `,
})
export class ProblemNotice {
  readonly problem = input.required<Problem>();
  readonly retried = output();
}

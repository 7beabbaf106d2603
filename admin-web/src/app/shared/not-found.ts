import { Component } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

@Component({
  selector: 'app-not-found',
  imports: [RouterLink, TranslocoDirective],
  template: `
    <main class="message" *transloco="let t">
      <h1>{{ t('notFound.title') }}</h1>
      <p>{{ t('notFound.text') }}</p>
      <a routerLink="/">{{ t('notFound.home') }}</a>
    </main>
  `,
  styles: '.message { max-width: 40rem; margin: 12vh auto 0; padding: 24px; }',
})
export class NotFound {}

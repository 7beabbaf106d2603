import { Component, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';

/** There is no login form of our own: this page says where to log in. */
@Component({
  selector: 'app-logged-out',
  imports: [TranslocoDirective],
  template: `
    <main class="message" *transloco="let t">
      <h1>{{ t('loggedOut.title') }}</h1>
      <p>{{ t(reason() === 'ended' ? 'loggedOut.ended' : 'loggedOut.text') }}</p>
      <p><a href="/">{{ t('loggedOut.login') }}</a></p>
    </main>
  `,
  styles: '.message { max-width: 40rem; margin: 12vh auto 0; padding: 24px; }',
})
export class LoggedOut {
  readonly reason = input<string>();
}

import { HttpClient } from '@angular/common/http';
import { computed, Injectable, inject, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { z } from '../shared/shapes';
import { DisplayLanguage } from '../shared/display-language';

const SessionShape = z.object({
  administrator: z.object({ account: z.string(), name: z.string(), mail: z.string().nullish(), level: z.enum(['all-access', 'general']) }),
  company: z.object({ companyId: z.string(), companyCode: z.string(), name: z.string(), language: z.enum(['ja', 'en']) }),
  csrfToken: z.string(),
  services: z.array(z.object({ name: z.string(), url: z.string() })),
});
export type SessionInfo = z.infer<typeof SessionShape>;

/** Who is logged in. The token itself is in a cookie that no script can read. */
@Injectable({ providedIn: 'root' })
export class Session {
  private readonly http = inject(HttpClient);
  private readonly language = inject(DisplayLanguage);
  private readonly known = signal<SessionInfo | null>(null);

  readonly info = this.known.asReadonly();
  readonly isAllAccess = computed(() => this.known()?.administrator.level === 'all-access');

  /** Asks the gateway once at start; not being logged in is an answer, not an error. */
  async load(): Promise<void> {
    try {
      const info = SessionShape.parse(await firstValueFrom(this.http.get('/api/console/v1/session')));
      this.known.set(info);
      this.language.begin(info.company.language);
    } catch {
      // Logged out, or the gateway is away: `loggedIn` shows the page that says where to log in.
      this.known.set(null);
      this.language.begin(navigator.language.startsWith('ja') ? 'ja' : 'en');
    }
  }

  /** Ends the session on the server; the page forgets it even when the call fails. */
  async logOut(): Promise<void> {
    try {
      await firstValueFrom(this.http.delete('/api/console/v1/session'));
    } finally {
      this.known.set(null);
    }
  }

  /** Called when the server says that the session has ended. */
  forget(): void {
    this.known.set(null);
  }
}

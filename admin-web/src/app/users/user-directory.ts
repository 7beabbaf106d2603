import { HttpClient, httpResource } from '@angular/common/http';
import { computed, inject, Injectable, signal } from '@angular/core';
import { map, type Observable } from 'rxjs';
import { ActivationCode, type User, UserPage } from './user';

/** State and calls of the user list. */
@Injectable()
export class UserDirectory {
  private readonly http = inject(HttpClient);
  private readonly query = signal<{ text: string; cursor: string | null }>({ text: '', cursor: null });
  private readonly before = signal<readonly (string | null)[]>([]);

  readonly text = computed(() => this.query().text);
  readonly page = httpResource<UserPage>(
    () => {
      const { text, cursor } = this.query();
      return { url: '/api/console/v1/users', params: { limit: 50, ...(text ? { q: text } : {}), ...(cursor ? { cursor } : {}) } };
    },
    { parse: UserPage.parse },
  );
  readonly nextCursor = computed(() => (this.page.hasValue() ? this.page.value().nextCursor : null));
  readonly hasPrevious = computed(() => this.before().length > 0);
  readonly isFiltered = computed(() => this.query().text !== '');

  search(text: string): void {
    this.before.set([]);
    this.query.set({ text, cursor: null });
  }

  showNext(): void {
    const next = this.nextCursor();
    if (next === null) return;
    this.before.update((stack) => [...stack, this.query().cursor]);
    this.query.update((query) => ({ ...query, cursor: next }));
  }

  showPrevious(): void {
    const stack = this.before();
    if (stack.length === 0) return;
    this.before.set(stack.slice(0, -1));
    this.query.update((query) => ({ ...query, cursor: stack.at(-1) ?? null }));
  }

  issueActivationCode(user: User): Observable<ActivationCode> {
    return this.http.post(`/api/console/v1/users/${encodeURIComponent(user.userId)}/activation-codes`, {}).pipe(map((body) => ActivationCode.parse(body)));
  }
}

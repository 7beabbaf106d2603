import { httpResource } from '@angular/common/http';
import { computed, Injectable, signal } from '@angular/core';
import { LogPage, type LogQuery } from './log-entry';

const dayMs = 86_400_000;

/** The longest period one search may cover (domain 3.4 item 5). */
export const longestPeriodDays = 100;

/** State and calls of the log view: one query, one page, and the way back to newer pages. */
@Injectable()
export class LogDirectory {
  private readonly query = signal<LogQuery>(newestPage(30));
  private readonly newer = signal<readonly (string | null)[]>([]);

  readonly current = this.query.asReadonly();
  readonly page = httpResource<LogPage>(
    () => {
      const { from, to, text, limit, cursor } = this.query();
      return {
        url: '/api/console/v1/log-entries',
        params: {
          from: startOfDay(from).toISOString(),
          to: new Date(startOfDay(to).getTime() + dayMs).toISOString(),
          limit,
          ...(text ? { q: text } : {}),
          ...(cursor ? { cursor } : {}),
        },
      };
    },
    { parse: LogPage.parse },
  );
  readonly nextCursor = computed(() => (this.page.hasValue() ? this.page.value().nextCursor : null));
  readonly hasNewer = computed(() => this.newer().length > 0);
  readonly isFiltered = computed(() => this.query().text !== '');

  search(changes: Partial<Omit<LogQuery, 'cursor'>>): void {
    this.newer.set([]);
    this.query.update((query) => ({ ...query, ...changes, cursor: null }));
  }

  showOlder(): void {
    const next = this.nextCursor();
    if (next === null) return;
    this.newer.update((stack) => [...stack, this.query().cursor]);
    this.query.update((query) => ({ ...query, cursor: next }));
  }

  showNewer(): void {
    const stack = this.newer();
    if (stack.length === 0) return;
    this.newer.set(stack.slice(0, -1));
    this.query.update((query) => ({ ...query, cursor: stack.at(-1) ?? null }));
  }

  /** Back to the newest page with what has come since. */
  refresh(): void {
    this.newer.set([]);
    if (this.query().cursor === null) this.page.reload();
    else this.query.update((query) => ({ ...query, cursor: null }));
  }

  clearFilter(): void {
    this.search(newestPage(30));
  }
}

function newestPage(days: number): LogQuery {
  const today = new Date();
  return { from: isoDay(new Date(today.getTime() - days * dayMs)), to: isoDay(today), text: '', limit: 50, cursor: null };
}

/** The reader's local calendar day, YYYY-MM-DD. */
function isoDay(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

export function startOfDay(day: string): Date {
  return new Date(`${day}T00:00:00`);
}

/** Why a period cannot be searched, as a translation key; null when it can. */
export function periodProblem(from: string, to: string): string | null {
  const [start, end] = [startOfDay(from).getTime(), startOfDay(to).getTime()];
  if (Number.isNaN(start) || Number.isNaN(end)) return 'log.periodMissing';
  if (start > end) return 'log.periodReversed';
  if (end - start >= longestPeriodDays * dayMs) return 'log.periodTooLong';
  return null;
}

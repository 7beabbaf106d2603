import { factKey } from './conflict.ts';
import type { EntryQuery } from './entry-query.ts';
import { foldedText } from './folded-text.ts';
import { subjectOf } from './log-entry.ts';
import type { LogEntry } from './log-entry.ts';
import type { LogEntryStore } from './log-entry.store.ts';

/** A log in memory for tests; it behaves as `log-entry.store.contract.ts` asks. */
export function memoryLogEntryStore(): LogEntryStore & { all(): readonly LogEntry[] } {
  const byFact = new Map<string, LogEntry>();
  return {
    all: () => [...byFact.values()],
    async append(entries) {
      const already = entries.flatMap((again) => {
        const first = byFact.get(factKey(again));
        return first === undefined ? [] : [{ first, again }];
      });
      for (const entry of entries) if (!byFact.has(factKey(entry))) byFact.set(factKey(entry), entry);
      return already;
    },
    async search(companyId, query) {
      return [...byFact.values()]
        .filter((entry) => entry.companyId === companyId && isIn(entry, query))
        .sort((a, b) => (isBefore(a, b) ? -1 : 1))
        .slice(0, query.limit);
    },
  };
}

/** Whether `a` stands above `b` in the list: recorded later, or at the same time under a later id. */
function isBefore(a: Pick<LogEntry, 'recordedAt' | 'entryId'>, b: Pick<LogEntry, 'recordedAt' | 'entryId'>): boolean {
  const [left, right] = [a.recordedAt.getTime(), b.recordedAt.getTime()];
  return left === right ? a.entryId > b.entryId : left > right;
}

function isIn(entry: LogEntry, { from, to, after, text, visible }: EntryQuery): boolean {
  if (entry.recordedAt < from || (to !== undefined && entry.recordedAt >= to)) return false;
  if (after !== undefined && !isBefore(after, entry)) return false;
  if (text !== undefined) {
    const ids = [entry.actor.id, entry.target?.userId];
    const matches =
      foldedText(entry).includes(text.part) ||
      text.words.some((word) => entry.words.includes(word)) ||
      text.ids.some((id) => ids.includes(id));
    if (!matches) return false;
  }
  if (visible === undefined) return true;
  const subject = subjectOf(entry);
  if (subject !== null) return visible.userIds.includes(subject);
  return entry.actor.kind === 'administrator' && entry.actor.id === visible.administratorKey;
}

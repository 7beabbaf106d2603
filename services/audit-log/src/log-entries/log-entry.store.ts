import type { FirstSaid } from './conflict.ts';
import type { LogEntry, LogFact } from './log-entry.ts';
import type { EntryQuery } from './entry-query.ts';

/** An entry that is stored already under the company and source id of a new fact. */
export interface AlreadyRecorded {
  readonly first: FirstSaid;
  /** The fact that came again. */
  readonly again: LogFact;
}

/** The log. It only grows: there is no way to change or remove an entry. */
export interface LogEntryStore {
  /**
   * Stores entries, each once per company and source id, and answers with those that were stored before.
   * The entries of one call have different source ids.
   */
  append(entries: readonly LogEntry[]): Promise<AlreadyRecorded[]>;
  /** Entries of one company, newest recording first. */
  search(companyId: string, query: EntryQuery): Promise<LogEntry[]>;
}

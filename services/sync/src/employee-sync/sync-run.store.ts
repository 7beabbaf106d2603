import type { Operation } from '../operations/operation.ts';
import type { SyncRun } from './sync-run.ts';

/** A run with the version that was read: whoever writes proves that it has not moved since. */
export interface StoredRun {
  readonly companyId: string;
  readonly rev: number;
  readonly run: SyncRun;
}

/** The runs of all companies; a company has one open run at most. */
export interface SyncRunStore {
  /** 'busy' when the company has an open run, which is given back. */
  open(companyId: string, run: SyncRun, dueAt: Date): Promise<{ outcome: 'opened'; stored: StoredRun } | { outcome: 'busy'; runId: string }>;
  find(companyId: string, runId: string): Promise<StoredRun | undefined>;
  /** Newest first; `before` is the run id after which the page begins. */
  list(companyId: string, o: { before?: string; limit: number }): Promise<SyncRun[]>;
  /**
   * Writes the next state of the run. `dueAt` is when somebody must look at it again: an open run whose lease has
   * run out is due; a finished run never is.
   */
  save(current: StoredRun, next: SyncRun, dueAt: Date | undefined, operation?: Operation): Promise<StoredRun | 'moved'>;
}

import { closeDeadRun } from './close-dead-run.ts';
import { claimRun, performSyncRun, type PerformParts } from './perform-sync-run.ts';
import type { StoredRun } from './sync-run.store.ts';

export interface SyncRunner {
  /** Takes a due run: a queued one begins and goes on after this returns, a dead one is closed. */
  take(due: StoredRun): Promise<void>;
  /** Lets the runs in hand end at their next batch. */
  stop(): Promise<void>;
}

/** Carries the runs that this process has claimed. */
export function createSyncRunner(parts: PerformParts): SyncRunner {
  const stopping = new AbortController();
  const inHand = new Set<Promise<void>>();
  return {
    async take(due) {
      switch (due.run.state.state) {
        case 'queued': {
          const claimed = stopping.signal.aborted ? undefined : await claimRun(parts, due);
          if (!claimed) return;
          const running = performSyncRun(parts, claimed, stopping.signal).finally(() => inHand.delete(running));
          inHand.add(running);
          return;
        }
        case 'running':
          return closeDeadRun(parts, due);
        case 'succeeded':
        case 'failed':
        case 'needs-confirmation':
          return;
      }
    },
    async stop() {
      stopping.abort();
      await Promise.all(inHand);
    },
  };
}

import { runOperation } from './perform-sync-run.ts';
import type { StoredRun, SyncRunStore } from './sync-run.store.ts';
import { failed } from './sync-run.ts';

/**
 * Closes a run whose process is gone: what it had applied stays stated, and the company is free for the next run, which
 * does the rest.
 */
export async function closeDeadRun({ runs, clock }: { runs: SyncRunStore; clock: () => Date }, dead: StoredRun): Promise<void> {
  const next = failed(dead.run, { code: 'sync-run-interrupted' }, clock());
  await runs.save(dead, next, undefined, runOperation(next));
}

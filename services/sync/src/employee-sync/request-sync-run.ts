import type { ConnectionReader } from '../attendance-connection/attendance-connection.store.ts';
import type { SyncRunStore } from './sync-run.store.ts';
import { newRun, type Requester } from './sync-run.ts';

export interface RequestParts {
  readonly runs: SyncRunStore;
  readonly connections: ConnectionReader;
  readonly clock: () => Date;
  readonly newId: () => string;
  /** Somebody should look for due runs now. */
  readonly nudge: () => void;
}

export type Requested =
  | { readonly outcome: 'queued'; readonly runId: string }
  | { readonly outcome: 'busy'; readonly runId: string }
  | { readonly outcome: 'not-connected' }
  | { readonly outcome: 'nothing-to-confirm' };

/** Queues a run. `confirms` names a run that stopped for its removals, which are wanted after all. */
export const requestSyncRun =
  ({ runs, connections, clock, newId, nudge }: RequestParts) =>
  async (companyId: string, requestedBy: Requester, confirms: string | undefined): Promise<Requested> => {
    if (!(await connections.exists(companyId))) return { outcome: 'not-connected' };
    if (confirms !== undefined) {
      const stopped = await runs.find(companyId, confirms);
      if (stopped?.run.state.state !== 'needs-confirmation') return { outcome: 'nothing-to-confirm' };
    }
    const requestedAt = clock();
    const run = newRun({ runId: newId(), requestedBy, requestedAt, ...(confirms === undefined ? {} : { confirms }) });
    const opened = await runs.open(companyId, run, requestedAt);
    if (opened.outcome === 'busy') return opened;
    nudge();
    return { outcome: 'queued', runId: run.runId };
  };

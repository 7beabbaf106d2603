import type { Operation } from '../operations/operation.ts';
import { isOpen, type SyncRun } from './sync-run.ts';
import type { StoredRun, SyncRunStore } from './sync-run.store.ts';

export interface MemorySyncRunStore extends SyncRunStore {
  readonly operations: Operation[];
}

export function memorySyncRunStore(): MemorySyncRunStore {
  const runs = new Map<string, StoredRun>();
  const operations: Operation[] = [];
  const idOf = (companyId: string, runId: string): string => `${companyId}|${runId}`;
  const ofCompany = (companyId: string): SyncRun[] => [...runs.values()].filter((stored) => stored.companyId === companyId).map(({ run }) => run);
  return {
    operations,
    async open(companyId, run) {
      const busy = ofCompany(companyId).find(isOpen);
      if (busy) return { outcome: 'busy', runId: busy.runId };
      const stored = { companyId, rev: 1, run };
      runs.set(idOf(companyId, run.runId), stored);
      return { outcome: 'opened', stored };
    },
    find: async (companyId, runId) => runs.get(idOf(companyId, runId)),
    list: async (companyId, { before, limit }) =>
      ofCompany(companyId)
        .toSorted((a, b) => (a.runId < b.runId ? 1 : -1))
        .filter(({ runId }) => before === undefined || runId < before)
        .slice(0, limit),
    async save(current, next, _dueAt, operation) {
      const id = idOf(current.companyId, current.run.runId);
      if (runs.get(id)?.rev !== current.rev) return 'moved';
      const stored = { companyId: current.companyId, rev: current.rev + 1, run: next };
      runs.set(id, stored);
      if (operation) operations.push(operation);
      return stored;
    },
  };
}

import type { OutboxEntry, OutboxStore } from '../outbox-store.ts';
import { freshLeases, grantLeases, isCurrentLease, releaseLeases } from '../shard-leases.ts';

export interface MemoryOutboxStore extends OutboxStore {
  /** Commits entries to a document's outbox. */
  add(ref: string, shard: number, entries: readonly OutboxEntry[]): void;
  entries(ref: string): readonly OutboxEntry[];
}

export const createMemoryOutboxStore = (): MemoryOutboxStore => {
  let leases = freshLeases;
  const documents = new Map<string, { shard: number; entries: OutboxEntry[] }>();
  const oldestOf = (entries: readonly OutboxEntry[]): number => entries[0]?.at.getTime() ?? Infinity;

  return {
    add(ref, shard, entries) {
      const document = documents.get(ref) ?? { shard, entries: [] };
      document.entries.push(...entries);
      documents.set(ref, document);
    },
    entries: (ref) => documents.get(ref)?.entries ?? [],
    async acquire(owner, leaseMs) {
      const { records, granted } = grantLeases(leases, owner, performance.now(), leaseMs);
      leases = records;
      return granted;
    },
    async release(held) {
      leases = releaseLeases(leases, held);
    },
    pending: async (wanted, limit, except) =>
      [...documents]
        .filter(([ref, { shard, entries }]) => !except.includes(ref) && wanted.includes(shard) && entries.length > 0)
        .sort(([, a], [, b]) => oldestOf(a.entries) - oldestOf(b.entries))
        .slice(0, limit)
        .map(([ref, { shard, entries }]) => ({ shard, ref, entries: [...entries] })),
    async remove(sent) {
      const refused = new Set<number>();
      for (const { lease, ref, ids } of sent) {
        const document = documents.get(ref);
        if (!isCurrentLease(leases, lease)) refused.add(lease.shard);
        else if (document !== undefined) document.entries = document.entries.filter((entry) => !ids.includes(entry.id));
      }
      return { refused: [...refused] };
    },
    async oldest() {
      const oldest = Math.min(...[...documents.values()].map(({ entries }) => oldestOf(entries)));
      return Number.isFinite(oldest) ? new Date(oldest) : undefined;
    },
  };
};

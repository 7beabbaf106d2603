import { outboxShards } from '../outbox-store.ts';
import type { AcquiredLease, OutboxEntry, OutboxStore } from '../outbox-store.ts';

interface Shard {
  owner: string | undefined;
  fence: number;
  until: number;
  released: boolean;
}

export interface MemoryOutboxStore extends OutboxStore {
  /** Commits entries to a document's outbox. */
  add(ref: string, shard: number, entries: readonly OutboxEntry[]): void;
  entries(ref: string): readonly OutboxEntry[];
}

export const createMemoryOutboxStore = (): MemoryOutboxStore => {
  const shards = Array.from({ length: outboxShards }, (): Shard => ({ owner: undefined, fence: 0, until: 0, released: true }));
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
      const now = performance.now();
      return shards.flatMap((shard, index): AcquiredLease[] => {
        const handedOver = shard.released;
        const own = shard.owner === owner && !shard.released;
        if (!own && shard.owner !== undefined && shard.until > now) return [];
        if (!own) shard.fence += 1;
        Object.assign(shard, { owner, until: now + leaseMs, released: false });
        return [{ shard: index, owner, fence: shard.fence, handedOver }];
      });
    },
    async release(leases) {
      for (const { shard: index, owner, fence } of leases) {
        const shard = shards[index];
        if (shard?.owner === owner && shard.fence === fence) Object.assign(shard, { owner: undefined, until: 0, released: true });
      }
    },
    pending: async (wanted, limit) =>
      [...documents]
        .filter(([, { shard, entries }]) => wanted.includes(shard) && entries.length > 0)
        .sort(([, a], [, b]) => oldestOf(a.entries) - oldestOf(b.entries))
        .slice(0, limit)
        .map(([ref, { shard, entries }]) => ({ shard, ref, entries: [...entries] })),
    async remove(sent) {
      const refused = new Set<number>();
      for (const { lease, ref, ids } of sent) {
        const document = documents.get(ref);
        const shard = shards[lease.shard];
        if (shard?.owner !== lease.owner || shard.fence !== lease.fence) refused.add(lease.shard);
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

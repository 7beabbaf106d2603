import type { Log } from './log.ts';
import type { OutboxStore, ShardLease } from './outbox-store.ts';

interface Held {
  readonly lease: ShardLease;
  /** By this process's monotonic clock, counted from before the store was asked. */
  readonly until: number;
  readonly usableFrom: number;
}

export interface LeaseKeeper {
  /** Takes and prolongs leases when it is time. @returns the shards that this instance holds. */
  keep(): Promise<number[]>;
  /** The lease, if a send that starts now ends before it does. */
  sendable(shard: number): ShardLease | undefined;
  lost(shard: number): void;
  releaseAll(): Promise<void>;
}

/**
 * Leases are judged by durations on the monotonic clock: neither a wall clock that jumps nor one
 * that differs from the store's can make two instances send at once.
 */
export const createLeaseKeeper = ({
  store, instance, log, leaseMs, sendTimeoutMs,
}: { store: OutboxStore; instance: string; log: Log; leaseMs: number; sendTimeoutMs: number }): LeaseKeeper => {
  if (leaseMs < 2 * sendTimeoutMs) throw new Error('a lease lasts at least two send time-outs');
  const held = new Map<number, Held>();
  let askAgainAt = 0;

  const acquire = async (): Promise<void> => {
    const asked = performance.now();
    const leases = await store.acquire(instance, leaseMs);
    // Only an answer postpones the next question: a store that failed is asked again as soon as the relay comes round.
    askAgainAt = asked + leaseMs / 4;
    const before = new Map(held);
    held.clear();
    for (const lease of leases) {
      const known = before.get(lease.shard);
      const kept = known?.lease.fence === lease.fence;
      if (!kept) log.debug({ shard: lease.shard, fence: lease.fence }, 'outbox shard taken');
      held.set(lease.shard, {
        lease,
        until: asked + leaseMs,
        usableFrom: kept ? known.usableFrom : lease.handedOver ? asked : performance.now() + sendTimeoutMs,
      });
    }
  };

  const isUsable = ({ usableFrom, until }: Held): boolean => {
    const now = performance.now();
    return now >= usableFrom && now + sendTimeoutMs < until;
  };

  return {
    async keep() {
      if (performance.now() >= askAgainAt) await acquire();
      return [...held].filter(([, lease]) => isUsable(lease)).map(([shard]) => shard);
    },
    sendable(shard) {
      const lease = held.get(shard);
      return lease !== undefined && isUsable(lease) ? lease.lease : undefined;
    },
    lost: (shard) => void held.delete(shard),
    async releaseAll() {
      const leases = [...held.values()].map(({ lease }) => lease);
      held.clear();
      // A lease that could not be given back runs out by itself.
      await store.release(leases).catch((error: unknown) => log.warn({ err: error }, 'outbox leases not released'));
    },
  };
};

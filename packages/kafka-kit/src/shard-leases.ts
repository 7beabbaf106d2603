import { outboxShards } from './outbox-store.ts';
import type { AcquiredLease, ShardLease } from './outbox-store.ts';

/** What a store remembers of one shard. Times are milliseconds of the store's own clock. */
export interface LeaseRecord {
  readonly owner: string | null;
  readonly fence: number;
  readonly until: number;
}

/** A store keeps one record for each shard, in this order. */
export type LeaseRecords = readonly LeaseRecord[];

/** Shards that nobody ever held: nobody's message can be under way. */
export const freshLeases: LeaseRecords = Array.from({ length: outboxShards }, () => ({ owner: null, fence: 0, until: 0 }));

/**
 * Prolongs what the owner holds and gives him what nobody holds, or held too long ago. A new owner
 * gets a higher fence.
 */
export const grantLeases = (
  records: LeaseRecords,
  owner: string,
  now: number,
  leaseMs: number,
): { records: LeaseRecords; granted: AcquiredLease[] } => {
  const granted: AcquiredLease[] = [];
  const after = records.map((record, shard) => {
    const isOwn = record.owner === owner;
    if (!isOwn && record.owner !== null && record.until > now) return record;
    const fence = isOwn ? record.fence : record.fence + 1;
    granted.push({ shard, owner, fence, handedOver: record.owner === null });
    return { owner, fence, until: now + leaseMs };
  });
  return { records: after, granted };
};

export const isCurrentLease = (records: LeaseRecords, { shard, owner, fence }: ShardLease): boolean =>
  records[shard]?.owner === owner && records[shard].fence === fence;

/** A shard that was given back belongs to nobody; its fence stays, so that the next one is higher. */
export const releaseLeases = (records: LeaseRecords, released: readonly ShardLease[]): LeaseRecords =>
  records.map((record, shard) =>
    released.some((lease) => lease.shard === shard && isCurrentLease(records, lease)) ? { owner: null, fence: record.fence, until: 0 } : record,
  );

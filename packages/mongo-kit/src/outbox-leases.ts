import { freshLeases, grantLeases, releaseLeases } from '@genkan/kafka-kit';
import type { AcquiredLease, LeaseRecords, ShardLease } from '@genkan/kafka-kit';
import type { Db } from './connection.ts';
import { isDuplicateKey } from './errors.ts';
import { untilUnmoved } from './until-unmoved.ts';

/** All shards of a database's outboxes in one document: prolonging them is one small write. */
interface LeasesDocument {
  readonly _id: 'outbox';
  readonly rev: number;
  readonly leases: LeaseRecords;
}

export interface OutboxLeases {
  readonly acquire: (owner: string, leaseMs: number) => Promise<AcquiredLease[]>;
  readonly release: (leases: readonly ShardLease[]) => Promise<void>;
  readonly read: () => Promise<LeaseRecords>;
}

const _id = 'outbox';

export const mongoOutboxLeases = (db: Db): OutboxLeases => {
  const documents = db.collection<LeasesDocument>('outbox_leases');

  /** With the server's time: instances whose clocks differ judge a lease alike. */
  const readNow = async (): Promise<LeasesDocument & { now: Date }> => {
    const [found] = await documents.aggregate<LeasesDocument & { now: Date }>([{ $match: { _id } }, { $addFields: { now: '$$NOW' } }]).toArray();
    if (found !== undefined) return found;
    try {
      await documents.insertOne({ _id, rev: 0, leases: freshLeases });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    return readNow();
  };

  const save = async ({ rev }: LeasesDocument, leases: LeaseRecords): Promise<boolean> =>
    (await documents.updateOne({ _id, rev }, { $set: { leases, rev: rev + 1 } })).matchedCount === 1;

  return {
    acquire: (owner, leaseMs) =>
      untilUnmoved(async () => {
        const current = await readNow();
        const { records, granted } = grantLeases(current.leases, owner, current.now.getTime(), leaseMs);
        // Whoever holds nothing looks on and writes nothing.
        return granted.length === 0 || (await save(current, records)) ? granted : 'moved';
      }),
    release: (leases) =>
      untilUnmoved(async () => {
        const current = await readNow();
        return (await save(current, releaseLeases(current.leases, leases))) ? undefined : 'moved';
      }),
    read: async () => (await readNow()).leases,
  };
};

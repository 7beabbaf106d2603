import { outboxShards } from '@genkan/kafka-kit';
import type { AcquiredLease, OutboxEntry, OutboxStore, PendingDocument } from '@genkan/kafka-kit';
import type { mongo } from 'mongoose';
import type { Collection, Db } from './connection.ts';
import { isDuplicateKey } from './errors.ts';
import type { OutboxDocument } from './outbox.ts';

interface LeaseDocument {
  /** The shard. */
  readonly _id: number;
  readonly owner: string | null;
  /** Grows with every change of owner. */
  readonly fence: number;
  /** By the server's clock. */
  readonly until: Date;
  readonly released: boolean;
}

const collectionOfLeases = 'outbox_leases';
const refOf = (collection: string, id: string): string => `${collection}:${id}`;
const splitRef = (ref: string): { collection: string; id: string } => {
  const at = ref.indexOf(':');
  return { collection: ref.slice(0, at), id: ref.slice(at + 1) };
};

/** BSON has its own type for bytes; Kafka wants plain ones. */
const plainEntry = (entry: OutboxEntry): OutboxEntry => {
  const value = entry.value as Uint8Array | { buffer: Uint8Array } | null;
  return { ...entry, value: value === null || value instanceof Uint8Array ? value : value.buffer };
};

/**
 * Removes the entries and corrects `outboxAt`, whatever was appended in the meantime. The first
 * element of an empty array is "missing", and setting a field to that removes it.
 */
const removal = (ids: readonly string[]): mongo.BSON.Document[] => [
  { $set: { outbox: { $filter: { input: { $ifNull: ['$outbox', []] }, as: 'entry', cond: { $not: [{ $in: ['$$entry.id', { $literal: [...ids] }] }] } } } } },
  { $set: { outboxAt: { $arrayElemAt: ['$outbox.at', 0] } } },
];

const pendingOf = async (collection: Collection<OutboxDocument>, shards: readonly number[], limit: number): Promise<(PendingDocument & { at: number })[]> => {
  const documents = await collection
    .find({ shard: { $in: [...shards] }, outboxAt: { $exists: true } })
    .project<Pick<OutboxDocument, '_id' | 'outbox' | 'outboxAt' | 'shard'>>({ outbox: 1, outboxAt: 1, shard: 1 })
    .sort({ outboxAt: 1 })
    .limit(limit)
    .toArray();
  return documents.map(({ _id, shard = 0, outbox = [], outboxAt }) => ({
    shard,
    ref: refOf(collection.collectionName, _id),
    entries: outbox.map(plainEntry),
    at: outboxAt?.getTime() ?? 0,
  }));
};

/** The outboxes embedded in the documents of these collections. Leases stand in `outbox_leases`. */
export const mongoOutboxStore = (db: Db, collections: readonly string[]): OutboxStore => {
  const leases = db.collection<LeaseDocument>(collectionOfLeases);
  const of = (name: string): Collection<OutboxDocument> => db.collection<OutboxDocument>(name);
  let prepared: Promise<void> | undefined;

  /** Shards never held before: free, and nobody's message can be under way. */
  const prepare = async (): Promise<void> => {
    for (let shard = 0; shard < outboxShards; shard++) {
      try {
        await leases.insertOne({ _id: shard, owner: null, fence: 0, until: new Date(0), released: true });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    }
  };

  /** One atomic write decides; time is the server's, the same for all instances. */
  const acquireShard = async (shard: number, owner: string, leaseMs: number): Promise<AcquiredLease | undefined> => {
    const until = { $add: ['$$NOW', leaseMs] };
    const kept = await leases.findOneAndUpdate({ _id: shard, owner }, [{ $set: { until } }], { returnDocument: 'after' });
    if (kept !== null) return { shard, owner, fence: kept.fence, handedOver: false };
    const before = await leases.findOneAndUpdate(
      { _id: shard, $or: [{ owner: null }, { $expr: { $lte: ['$until', '$$NOW'] } }] },
      [{ $set: { owner: { $literal: owner }, fence: { $add: ['$fence', 1] }, until, released: false } }],
      { returnDocument: 'before' },
    );
    return before === null ? undefined : { shard, owner, fence: before.fence + 1, handedOver: before.released };
  };

  return {
    async acquire(owner, leaseMs) {
      prepared ??= prepare();
      await prepared.catch((error: unknown) => {
        prepared = undefined;
        throw error;
      });
      const all = await Promise.all(Array.from({ length: outboxShards }, (_, shard) => acquireShard(shard, owner, leaseMs)));
      return all.filter((lease) => lease !== undefined);
    },
    async release(held) {
      for (const { shard, owner, fence } of held) {
        await leases.updateOne({ _id: shard, owner, fence }, { $set: { owner: null, released: true } });
      }
    },
    async pending(shards, limit) {
      const found = await Promise.all(collections.map((name) => pendingOf(of(name), shards, limit)));
      return found.flat().sort((a, b) => a.at - b.at).slice(0, limit);
    },
    async remove(sent) {
      // Looked up once, not locked: an entry goes only by its id and only after its acknowledgement,
      // so a removal that comes late removes nothing that was not sent.
      const current = await leases.find({ _id: { $in: [...new Set(sent.map(({ lease }) => lease.shard))] } }).toArray();
      const isCurrent = ({ shard, owner, fence }: { shard: number; owner: string; fence: number }): boolean =>
        current.some((lease) => lease._id === shard && lease.owner === owner && lease.fence === fence);
      const allowed = sent.filter(({ lease }) => isCurrent(lease));
      for (const name of collections) {
        const writes = allowed
          .map(({ ref, ids }) => ({ ...splitRef(ref), ids }))
          .filter(({ collection }) => collection === name)
          .map(({ id, ids }) => ({ updateOne: { filter: { _id: id }, update: removal(ids) } }));
        if (writes.length > 0) await of(name).bulkWrite(writes, { ordered: false });
      }
      return { refused: [...new Set(sent.filter(({ lease }) => !isCurrent(lease)).map(({ lease }) => lease.shard))] };
    },
    async oldest() {
      const shards = Array.from({ length: outboxShards }, (_, shard) => shard);
      const found = await Promise.all(collections.map((name) => pendingOf(of(name), shards, 1)));
      const times = found.flat().map(({ at }) => at);
      return times.length === 0 ? undefined : new Date(Math.min(...times));
    },
  };
};

import { isCurrentLease, outboxShards } from '@genkan/kafka-kit';
import type { OutboxEntry, OutboxStore, PendingDocument } from '@genkan/kafka-kit';
import type { mongo } from 'mongoose';
import type { Collection, Db } from './connection.ts';
import { mongoOutboxLeases } from './outbox-leases.ts';
import type { OutboxDocument } from './outbox.ts';

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
  {
    $set: {
      outbox: {
        $filter: {
          input: { $ifNull: ['$outbox', []] },
          as: 'entry',
          cond: { $not: [{ $in: ['$$entry.id', { $literal: [...ids] }] }] },
        },
      },
    },
  },
  { $set: { outboxAt: { $arrayElemAt: ['$outbox.at', 0] } } },
];

const pendingOf = async (
  collection: Collection<OutboxDocument>,
  shards: readonly number[],
  limit: number,
  except: readonly string[] = [],
): Promise<(PendingDocument & { at: number })[]> => {
  const documents = await collection
    .find({ shard: { $in: [...shards] }, outboxAt: { $exists: true }, ...(except.length === 0 ? {} : { _id: { $nin: [...except] } }) })
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

/** The outboxes embedded in the documents of these collections. Leases stand in `outbox_leases`, one document for a database. */
export const mongoOutboxStore = (db: Db, collections: readonly string[]): OutboxStore => {
  const leases = mongoOutboxLeases(db);
  const of = (name: string): Collection<OutboxDocument> => db.collection<OutboxDocument>(name);

  return {
    acquire: leases.acquire,
    release: leases.release,
    async pending(shards, limit, except) {
      const refs = except.map(splitRef);
      const exceptIn = (name: string): string[] => refs.filter(({ collection }) => collection === name).map(({ id }) => id);
      const found = await Promise.all(collections.map((name) => pendingOf(of(name), shards, limit, exceptIn(name))));
      return found.flat().sort((a, b) => a.at - b.at).slice(0, limit);
    },
    async remove(sent) {
      // Looked up once, not locked: an entry goes only by its id and only after its acknowledgement,
      // so a removal that comes late removes nothing that was not sent.
      const current = await leases.read();
      const allowed = sent.filter(({ lease }) => isCurrentLease(current, lease));
      for (const name of collections) {
        const writes = allowed
          .map(({ ref, ids }) => ({ ...splitRef(ref), ids }))
          .filter(({ collection }) => collection === name)
          .map(({ id, ids }) => ({ updateOne: { filter: { _id: id }, update: removal(ids) } }));
        if (writes.length > 0) await of(name).bulkWrite(writes, { ordered: false });
      }
      return { refused: [...new Set(sent.filter(({ lease }) => !isCurrentLease(current, lease)).map(({ lease }) => lease.shard))] };
    },
    async oldest() {
      const shards = Array.from({ length: outboxShards }, (_, shard) => shard);
      const found = await Promise.all(collections.map((name) => pendingOf(of(name), shards, 1)));
      const times = found.flat().map(({ at }) => at);
      return times.length === 0 ? undefined : new Date(Math.min(...times));
    },
  };
};

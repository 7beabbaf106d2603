import { isDuplicateKey } from '@genkan/mongo-kit';
import type { Collection, IndexDescription } from '@genkan/mongo-kit';
import type { IdempotencyStore } from './idempotency.store.ts';

export interface IdempotencyDocument {
  _id: string;
  fingerprint: string;
  id: string;
  at: Date;
}

const keptSeconds = 30 * 24 * 60 * 60;

export const idempotencyIndexes: IndexDescription[] = [{ key: { at: 1 }, name: 'expiry', expireAfterSeconds: keptSeconds }];

export function mongoIdempotencyStore(collection: Collection<IdempotencyDocument>): IdempotencyStore {
  return {
    async claim({ scope, key, fingerprint, id, at }) {
      const _id = `${scope}|${key}`;
      try {
        await collection.insertOne({ _id, fingerprint, id, at });
        return { outcome: 'claimed', id };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
      const first = await collection.findOne({ _id });
      // It expired between the two calls: the key is free again.
      if (first === null) return this.claim({ scope, key, fingerprint, id, at });
      return first.fingerprint === fingerprint ? { outcome: 'repeated', id: first.id } : { outcome: 'reused' };
    },
  };
}

import { insertWithOutbox, outboxIndexes, tenantId } from '@genkan/mongo-kit';
import type { Collection, IndexDescription, OutboxDocument } from '@genkan/mongo-kit';
import { operationEntry } from '../operations/outbox-entries.ts';
import type { EnrolmentToken } from './enrolment-token.ts';
import type { EnrolmentTokenStore } from './enrolment-token.store.ts';

export interface EnrolmentTokenDocument extends OutboxDocument, EnrolmentToken {
  hash: string;
  /** Uses that are left. */
  left: number;
  /** Thumbprints of the keys that took one. */
  takenBy: string[];
}

export const enrolmentTokenIndexes: IndexDescription[] = [...outboxIndexes, { key: { hash: 1 }, name: 'one-hash', unique: true }];

export function mongoEnrolmentTokenStore(collection: Collection<EnrolmentTokenDocument>): EnrolmentTokenStore {
  return {
    async insert(companyId, token, hash, operation) {
      const document = { _id: tenantId(companyId, token.tokenId), companyId, rev: 1, ...token, hash, left: token.uses, takenBy: [] };
      await insertWithOutbox(collection, document, [operationEntry(companyId, `enrolment-token/${token.tokenId}`, 1, operation)]);
    },
    async find(hash, at) {
      const found = await collection.findOne({ hash, expiresAt: { $gt: at } });
      return found === null ? undefined : { companyId: found.companyId, tokenId: found.tokenId };
    },
    async takeUse(hash, thumbprint, at) {
      const free = { hash, expiresAt: { $gt: at }, left: { $gt: 0 }, takenBy: { $ne: thumbprint } };
      const { matchedCount } = await collection.updateOne(free, { $inc: { left: -1 }, $push: { takenBy: thumbprint } });
      // Taken before by the same key: its enrolment was cut off, or runs beside this one.
      return matchedCount === 1 || (await collection.countDocuments({ hash, expiresAt: { $gt: at }, takenBy: thumbprint }, { limit: 1 })) === 1;
    },
  };
}

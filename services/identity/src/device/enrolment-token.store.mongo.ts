import { insertWithOutbox, outboxIndexes, tenantId } from '@genkan/mongo-kit';
import type { Collection, IndexDescription, OutboxDocument } from '@genkan/mongo-kit';
import { operationEntry } from '../operations/outbox-entries.ts';
import type { EnrolmentToken } from './enrolment-token.ts';
import type { EnrolmentTokenStore } from './enrolment-token.store.ts';

export interface EnrolmentTokenDocument extends OutboxDocument, EnrolmentToken {
  hash: string;
  /** Uses that are left. */
  left: number;
}

export const enrolmentTokenIndexes: IndexDescription[] = [...outboxIndexes, { key: { hash: 1 }, name: 'one-hash', unique: true }];

export function mongoEnrolmentTokenStore(collection: Collection<EnrolmentTokenDocument>): EnrolmentTokenStore {
  return {
    async insert(companyId, token, hash, operation) {
      const document = { _id: tenantId(companyId, token.tokenId), companyId, rev: 1, ...token, hash, left: token.uses };
      await insertWithOutbox(collection, document, [operationEntry(companyId, `enrolment-token/${token.tokenId}`, 1, operation)]);
    },
    async find(hash, at) {
      const found = await collection.findOne({ hash, expiresAt: { $gt: at } });
      return found === null ? undefined : { companyId: found.companyId, tokenId: found.tokenId };
    },
    async takeUse(hash, at) {
      const { matchedCount } = await collection.updateOne({ hash, expiresAt: { $gt: at }, left: { $gt: 0 } }, { $inc: { left: -1 } });
      return matchedCount === 1;
    },
  };
}

import { findOfCompany, insertWithOutbox, outboxIndexes, tenantId, untilUnmoved, updateWithOutbox } from '@genkan/mongo-kit';
import type { Collection, IndexDescription, OutboxDocument } from '@genkan/mongo-kit';
import { operationEntry } from '../operations/outbox-entries.ts';
import type { ActivationCodeStore, CodeUse } from './activation-code.store.ts';

export interface ActivationCodeDocument extends OutboxDocument {
  userId: string;
  hash: string;
  expiresAt: Date;
  usedBy: CodeUse | null;
}

export const activationCodeIndexes: IndexDescription[] = [...outboxIndexes, { key: { companyId: 1, hash: 1 }, name: 'one-hash', unique: true }];

export function mongoActivationCodeStore(collection: Collection<ActivationCodeDocument>): ActivationCodeStore {
  return {
    issue: (companyId, userId, hash, expiresAt, operation) =>
      untilUnmoved(async () => {
        const _id = tenantId(companyId, userId);
        const current = await findOfCompany(collection, companyId, userId);
        const version = (current?.rev ?? 0) + 1;
        const entries = [operationEntry(companyId, `activation-code/${userId}`, version, operation)];
        if (current !== null) {
          const saved = await updateWithOutbox(collection, current, { hash, expiresAt, usedBy: null }, entries);
          return saved === 'moved' ? saved : undefined;
        }
        const saved = await insertWithOutbox(collection, { _id, companyId, rev: version, userId, hash, expiresAt, usedBy: null }, entries);
        return saved === 'exists' ? ('moved' as const) : undefined;
      }),
    async ownerOf(companyId, hash, { deviceId, windowsSid }, at) {
      const takable = [{ usedBy: null }, { 'usedBy.deviceId': deviceId, 'usedBy.windowsSid': windowsSid }];
      return (await collection.findOne({ companyId, hash, expiresAt: { $gt: at }, $or: takable }))?.userId;
    },
    async use(companyId, hash, by, at) {
      const unexpired = { companyId, hash, expiresAt: { $gt: at } };
      const taken = await collection.findOneAndUpdate({ ...unexpired, usedBy: null }, { $set: { usedBy: by }, $inc: { rev: 1 } });
      if (taken !== null) return { userId: taken.userId };
      const again = await collection.findOne({ ...unexpired, 'usedBy.deviceId': by.deviceId, 'usedBy.windowsSid': by.windowsSid });
      return again === null ? undefined : { userId: again.userId };
    },
    async voidUsed(companyId, by, userId) {
      const used = { companyId, ...(userId === undefined ? {} : { userId }), 'usedBy.deviceId': by.deviceId, 'usedBy.windowsSid': by.windowsSid };
      await collection.updateMany(used, { $set: { expiresAt: new Date(0) }, $inc: { rev: 1 } });
    },
  };
}

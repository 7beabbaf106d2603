import { findOfCompany, insertWithOutbox, outboxIndexes, tenantId, updateWithOutbox } from '@genkan/mongo-kit';
import type { Collection, IndexDescription, OutboxDocument } from '@genkan/mongo-kit';
import { membershipEntry } from '../messages/membership.message.ts';
import { operationEntry } from '../messages/outbox-entries.ts';
import { groupOf, unassigned } from './membership.ts';
import type { Membership } from './membership.ts';
import type { MembershipStore } from './membership.store.ts';

/** `groupId` repeats the group in force, so that members can be found and counted by an index. */
export type MembershipDocument = OutboxDocument & Membership & { groupId: string | null };

export const membershipIndexes: IndexDescription[] = [
  ...outboxIndexes,
  { key: { companyId: 1, groupId: 1, userId: 1 }, name: 'members' },
];

export function mongoMembershipStore(collection: Collection<MembershipDocument>): MembershipStore {
  return {
    async find(companyId, userId) {
      const document = await findOfCompany(collection, companyId, userId);
      return document === null
        ? { membership: unassigned(userId), version: 0 }
        : { membership: membershipOf(document), version: document.rev };
    },
    async groupsOf(companyId, userIds) {
      if (userIds.length === 0) return new Map();
      const ids = userIds.map((userId) => tenantId(companyId, userId));
      const documents = await collection.find({ _id: { $in: ids }, companyId }).toArray();
      return new Map(documents.flatMap(({ userId, groupId }) => (groupId === null ? [] : [[userId, groupId] as const])));
    },
    async save(companyId, before, membership, at, operation) {
      const { userId, periods } = membership;
      const version = before.version + 1;
      const entries = [membershipEntry(companyId, membership, version, at)];
      if (operation !== undefined) entries.push(operationEntry(companyId, userId, version, operation));
      const _id = tenantId(companyId, userId);
      const groupId = groupOf(membership);
      if (before.version === 0) {
        const outcome = await insertWithOutbox(collection, { _id, companyId, rev: 1, userId, periods, groupId }, entries);
        return outcome === 'inserted' ? 'saved' : 'moved';
      }
      const outcome = await updateWithOutbox(collection, { _id, rev: before.version }, { periods, groupId }, entries);
      return outcome === 'updated' ? 'saved' : 'moved';
    },
    async someMembers(companyId, groupId, limit) {
      const documents = await collection.find({ companyId, groupId }).limit(limit).toArray();
      return documents.map(({ userId }) => userId);
    },
    async count(companyId, groupIds) {
      if (groupIds.length === 0) return new Map();
      const rows = await collection
        .aggregate<{ _id: string; members: number }>([
          { $match: { companyId, groupId: { $in: [...groupIds] } } },
          { $group: { _id: '$groupId', members: { $sum: 1 } } },
        ])
        .toArray();
      return new Map(rows.map(({ _id, members }) => [_id, members]));
    },
  };
}

export function membershipOf({ userId, periods }: MembershipDocument): Membership {
  return { userId, periods };
}

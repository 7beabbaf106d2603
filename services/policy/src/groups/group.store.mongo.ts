import { findOfCompany, insertWithOutbox, isDuplicateKey, outboxIndexes, tenantId, updateWithOutbox } from '@genkan/mongo-kit';
import type { Collection, IndexDescription, OutboxDocument } from '@genkan/mongo-kit';
import { groupEntry } from '../messages/group.message.ts';
import { operationEntry } from '../messages/outbox-entries.ts';
import { groupNameKey } from './group.ts';
import type { Group } from './group.ts';
import type { GroupStore, StoredGroup } from './group.store.ts';

export type GroupDocument = OutboxDocument & Group & { nameKey: string; deleted: boolean; releasing?: boolean };

export const groupIndexes: IndexDescription[] = [
  ...outboxIndexes,
  {
    key: { companyId: 1, nameKey: 1 },
    name: 'one-name',
    unique: true,
    partialFilterExpression: { deleted: false },
  },
  { key: { companyId: 1, deleted: 1, nameKey: 1, groupId: 1 }, name: 'by-name' },
  { key: { releasing: 1 }, name: 'releasing', partialFilterExpression: { releasing: true } },
];

export function mongoGroupStore(collection: Collection<GroupDocument>): GroupStore {
  const findMany: GroupStore['findMany'] = async (companyId, groupIds) => {
    if (groupIds.length === 0) return new Map();
    const documents = await collection.find({ companyId, groupId: { $in: [...groupIds] } }).toArray();
    return new Map(documents.map((document) => [document.groupId, storedOf(document)]));
  };
  return {
    async insert(companyId, group, operation) {
      const _id = tenantId(companyId, group.groupId);
      const document = { _id, companyId, rev: 1, ...group, nameKey: groupNameKey(group.name), deleted: false };
      const entries = [
        groupEntry(companyId, group, false, 1, operation.occurredAt),
        operationEntry(companyId, group.groupId, 1, operation),
      ];
      const outcome = await nameTakenIfDuplicate(() => insertWithOutbox(collection, document, entries));
      if (outcome === 'inserted') return outcome;
      return (await collection.countDocuments({ _id, companyId }, { limit: 1 })) === 1 ? 'exists' : 'name-taken';
    },
    async find(companyId, groupId) {
      const document = await findOfCompany(collection, companyId, groupId);
      return document === null ? undefined : storedOf(document);
    },
    findMany,
    async list(companyId, { after, limit }) {
      const filter = { companyId, deleted: false };
      const beyond =
        after === undefined
          ? filter
          : { ...filter, $or: [{ nameKey: { $gt: after[0] } }, { nameKey: after[0], groupId: { $gt: after[1] } }] };
      return (await collection.find(beyond).sort({ nameKey: 1, groupId: 1 }).limit(limit).toArray()).map(storedOf);
    },
    async update(companyId, before, group, operation) {
      const entries = [
        groupEntry(companyId, group, false, before.version + 1, operation.occurredAt),
        operationEntry(companyId, group.groupId, before.version + 1, operation),
      ];
      const { name, language, methods, settings } = group;
      const set = { name, nameKey: groupNameKey(name), language, methods, settings };
      return nameTakenIfDuplicate(() => updateWithOutbox(collection, keyOf(companyId, before), set, entries));
    },
    remove(companyId, before, operation) {
      const entries = [
        groupEntry(companyId, before.group, true, before.version + 1, operation.occurredAt),
        operationEntry(companyId, before.group.groupId, before.version + 1, operation),
      ];
      return updateWithOutbox(collection, keyOf(companyId, before), { deleted: true, releasing: true }, entries);
    },
    async markReleased(companyId, groupId) {
      await collection.updateOne({ _id: tenantId(companyId, groupId), companyId }, { $unset: { releasing: '' } });
    },
    async unreleased(limit) {
      const documents = await collection.find({ releasing: true }).limit(limit).toArray();
      return documents.map(({ companyId, groupId }) => ({ companyId, groupId }));
    },
  };
}

export function storedOf(document: GroupDocument): StoredGroup {
  const { groupId, name, language, methods, settings, deleted, rev } = document;
  return { group: { groupId, name, language, methods, settings }, deleted, version: rev };
}

const keyOf = (companyId: string, { group, version }: StoredGroup) => ({ _id: tenantId(companyId, group.groupId), rev: version });

async function nameTakenIfDuplicate<Outcome>(save: () => Promise<Outcome>): Promise<Outcome | 'name-taken'> {
  try {
    return await save();
  } catch (error) {
    if (isDuplicateKey(error)) return 'name-taken';
    throw error;
  }
}

import { dueIndex, findOfCompany, insertWithOutbox, outboxIndexes, tenantId, updateWithOutbox } from '@genkan/mongo-kit';
import type { Collection, IndexDescription, OutboxDocument } from '@genkan/mongo-kit';
import type { EntityMessages } from '../messages/entity.message.ts';
import { operationEntry } from '../messages/outbox-entries.ts';
import { graceEnd, type Known, type Person } from './entity.ts';
import type { EntityStore, PurgeableStore } from './entity.store.ts';

export interface EntityDocument<Value> extends OutboxDocument {
  readonly key: string;
  readonly value: Value;
  readonly removedAt?: Date;
  /** When the grace ends, and later when the rest can go. */
  readonly purgeAt?: Date;
  readonly purged?: boolean;
}

export const purgeField = 'purgeAt';

export const entityIndexes: IndexDescription[] = [...outboxIndexes, { key: { companyId: 1, key: 1 }, name: 'company' }];
export const personIndexes: IndexDescription[] = [...entityIndexes, dueIndex(purgeField)];

/** How long a purged document waits for its tombstone to be sent before it is looked at again, in ms. */
const afterTombstoneMs = 3_600_000;

/** @param purgeable whether removed entities are dropped after their grace */
export function mongoEntityStore<Value>(
  collection: Collection<EntityDocument<Value>>,
  messages: EntityMessages<Value>,
  { purgeable }: { purgeable: boolean },
): EntityStore<Value> {
  return {
    async all(companyId) {
      const filter = { companyId, purged: { $exists: false } } as Parameters<typeof collection.find>[0];
      const documents = await collection.find(filter, { projection: { outbox: 0 } }).sort({ companyId: 1, key: 1 }).toArray();
      return documents.map((document) => knownOf(document as EntityDocument<Value>));
    },
    async save(companyId, { key, before, value, removedAt }, at, operation) {
      const version = before + 1;
      const entries = [messages.state(companyId, value, removedAt !== undefined, version, at)];
      if (operation) entries.push(operationEntry(companyId, key, version, operation));
      const _id = tenantId(companyId, key);
      const removal = removedAt === undefined ? {} : { removedAt, ...(purgeable ? { [purgeField]: graceEnd(removedAt) } : {}) };
      if (before === 0) {
        const outcome = await insertWithOutbox<EntityDocument<Value>>(collection, { _id, companyId, rev: 1, key, value, ...removal }, entries);
        return outcome === 'inserted' ? 'saved' : 'moved';
      }
      const unset = removedAt === undefined ? ['removedAt', purgeField] : [];
      const outcome = await updateWithOutbox<EntityDocument<Value>>(collection, { _id, rev: before }, { value, ...removal }, entries, unset);
      return outcome === 'updated' ? 'saved' : 'moved';
    },
  };
}

export const knownOf = <Value>({ key, rev, value, removedAt }: EntityDocument<Value>): Known<Value> => ({
  key,
  rev,
  value,
  ...(removedAt === undefined ? {} : { removedAt }),
});

/** The end of the grace for people: tombstone and personal data first, the empty document once that is sent. */
export function mongoPersonPurge(collection: Collection<EntityDocument<Person>>, messages: EntityMessages<Person>): PurgeableStore {
  return {
    async purge(companyId, key, at) {
      const document = await findOfCompany(collection, companyId, key);
      if (document?.purgeAt === undefined || document.purgeAt > at) return;
      const { _id, rev, value, purged, outboxAt } = document;
      if (purged === true && outboxAt === undefined) {
        await collection.deleteOne({ _id, companyId, rev, outboxAt: { $exists: false } });
        return;
      }
      const purgeAt = new Date(at.getTime() + afterTombstoneMs);
      if (purged === true) {
        await updateWithOutbox(collection, { _id, rev }, { purgeAt }, []);
        return;
      }
      await updateWithOutbox(collection, { _id, rev }, { value: nobody(value), purged: true, purgeAt }, [messages.tombstone(companyId, value, rev + 1, at)], ['removedAt']);
    },
  };
}

const nobody = ({ userId, employeeKey }: Person): Person => ({
  userId, employeeKey, employeeCode: '', lastName: '', firstName: '', emailAddresses: [], workingTypeCode: '', hiredDate: '', resignationDate: '', divisions: [],
});

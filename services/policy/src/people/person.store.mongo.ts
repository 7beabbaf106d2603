import { applyIfNewer, findOfCompany, tenantId } from '@genkan/mongo-kit';
import type { Collection } from '@genkan/mongo-kit';
import type { Person } from './person.ts';
import type { PersonStore } from './person.store.ts';

/** Two topics feed one document; each has its own version. */
export interface PersonDocument {
  _id: string;
  companyId: string;
  userId: string;
  employeeVersion?: number;
  employeeDeleted?: boolean;
  divisionCode?: string | null;
  userVersion?: number;
  userDeleted?: boolean;
  enabled?: boolean;
  otpRegistered?: boolean;
  locked?: boolean;
}

const fieldsOf = {
  employee: ['employeeVersion', 'employeeDeleted', 'divisionCode'],
  user: ['userVersion', 'userDeleted', 'enabled', 'otpRegistered', 'locked'],
} as const;

export function mongoPersonStore(collection: Collection<PersonDocument>): PersonStore {
  return {
    async find(companyId, userIds) {
      if (userIds.length === 0) return new Map();
      const ids = userIds.map((userId) => tenantId(companyId, userId));
      const documents = await collection.find({ _id: { $in: ids }, companyId }).toArray();
      return new Map(documents.map((document) => [document.userId, personOf(document)]));
    },
    async applyEmployee(companyId, { userId, version, deleted, divisionCode }) {
      const set = { companyId, userId, employeeDeleted: deleted, divisionCode };
      await applyIfNewer(collection, tenantId(companyId, userId), version, set, { versionField: 'employeeVersion' });
    },
    async applyUser(companyId, { userId, version, deleted, enabled, otpRegistered, locked }) {
      const set = { companyId, userId, userDeleted: deleted, enabled, otpRegistered, locked };
      await applyIfNewer(collection, tenantId(companyId, userId), version, set, { versionField: 'userVersion' });
    },
    async forget(companyId, userId, part) {
      const _id = tenantId(companyId, userId);
      await collection.updateOne({ _id, companyId }, { $unset: Object.fromEntries(fieldsOf[part].map((field) => [field, ''])) });
      const rest = await findOfCompany(collection, companyId, userId);
      if (rest !== null && rest.employeeVersion === undefined && rest.userVersion === undefined) {
        await collection.deleteOne({ _id, companyId, employeeVersion: { $exists: false }, userVersion: { $exists: false } });
      }
    },
  };
}

function personOf(document: PersonDocument): Person {
  return {
    userId: document.userId,
    employed: document.employeeVersion !== undefined && document.employeeDeleted !== true,
    left: document.employeeDeleted === true || document.userDeleted === true || document.enabled === false,
    divisionCode: document.divisionCode ?? null,
    otpRegistered: document.otpRegistered ?? false,
    locked: document.locked ?? false,
  };
}

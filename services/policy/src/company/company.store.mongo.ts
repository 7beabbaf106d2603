import { insertWithOutbox, isDuplicateKey, outboxIndexes } from '@genkan/mongo-kit';
import type { Collection, IndexDescription, OutboxDocument } from '@genkan/mongo-kit';
import { companyEntry } from '../messages/company.message.ts';
import { operationEntry } from '../messages/outbox-entries.ts';
import type { Company } from './company.ts';
import type { CompanyStore } from './company.store.ts';

export type CompanyDocument = OutboxDocument & Company;

/** A sign-in finds its company by issuer and company code, so the two name one company. */
export const companyIndexes: IndexDescription[] = [
  ...outboxIndexes,
  { key: { oidcIssuer: 1, companyCode: 1 }, name: 'issuer-code', unique: true },
];

export function mongoCompanyStore(collection: Collection<CompanyDocument>): CompanyStore {
  return {
    async insert(company, operation) {
      const document = { _id: company.companyId, rev: 1, ...company };
      const at = operation.occurredAt;
      const entries = [companyEntry(company, 1, at), operationEntry(company.companyId, company.companyId, 1, operation)];
      const outcome = await insertWithOutbox(collection, document, entries).catch((error: unknown) => {
        if (isDuplicateKey(error)) return 'exists' as const;
        throw error;
      });
      if (outcome === 'inserted') return outcome;
      return (await collection.countDocuments({ _id: company.companyId }, { limit: 1 })) === 1 ? 'exists' : 'code-taken';
    },
    async find(companyId) {
      const document = await collection.findOne({ _id: companyId });
      return document === null ? undefined : companyOf(document);
    },
    async list({ after, limit }) {
      const filter = after === undefined ? {} : { _id: { $gt: after } };
      return (await collection.find(filter).sort({ _id: 1 }).limit(limit).toArray()).map(companyOf);
    },
  };
}

export function companyOf(document: CompanyDocument): Company {
  const { companyId, companyCode, name, language, timeZone, oidcIssuer, oidcClientId, firstAdministratorCode, punchSettings } = document;
  return { companyId, companyCode, name, language, timeZone, oidcIssuer, oidcClientId, firstAdministratorCode, punchSettings };
}

import { applyIfNewer, findOfCompany, tenantId } from '@genkan/mongo-kit';
import type { Collection } from '@genkan/mongo-kit';
import type { CompanyStore } from './company.store.ts';

export interface CompanyDocument {
  _id: string;
  companyId: string;
  timeZone: string;
  deleted: boolean;
  version?: number;
}

export function mongoCompanyStore(collection: Collection<CompanyDocument>): CompanyStore {
  return {
    async find(companyId) {
      const document = await findOfCompany(collection, companyId, 'company');
      return document === null ? undefined : { companyId, timeZone: document.timeZone, deleted: document.deleted };
    },
    async apply({ companyId, timeZone, deleted }, version) {
      await applyIfNewer(collection, tenantId(companyId, 'company'), version, { companyId, timeZone, deleted });
    },
  };
}

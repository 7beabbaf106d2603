import type { Company } from './company.ts';
import type { CompanyStore } from './company.store.ts';

export function memoryCompanyStore(): CompanyStore {
  const companies = new Map<string, { company: Company; version: number }>();
  return {
    find: async (companyId) => companies.get(companyId)?.company,
    async apply(company, version) {
      if ((companies.get(company.companyId)?.version ?? 0) < version) companies.set(company.companyId, { company, version });
    },
  };
}

import type { Company } from './company.ts';

/** Companies as policy tells them. */
export interface CompanyStore {
  find(companyId: string): Promise<Company | undefined>;
  /** Keeps the state unless a newer one is known. */
  apply(company: Company, version: number): Promise<void>;
}

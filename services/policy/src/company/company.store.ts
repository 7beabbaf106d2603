import type { Operation } from '../operations/operation.ts';
import type { Company } from './company.ts';

/** Companies, each saved together with the messages that tell others of it. */
export interface CompanyStore {
  /** `exists`: this id is stored already; `code-taken`: another company has the code at the same issuer. */
  insert(company: Company, operation: Operation): Promise<'inserted' | 'exists' | 'code-taken'>;
  find(companyId: string): Promise<Company | undefined>;
  /** By rising company id; `after` is the last id of the page before. For the operator, who serves them all. */
  list(page: { after: string | undefined; limit: number }): Promise<Company[]>;
}

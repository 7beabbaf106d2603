import type { Operation } from '../operations/operation.ts';
import type { Administrator, AdministratorRights } from './administrator.ts';

export interface StoredAdministrator {
  readonly administrator: Administrator;
  /** Rights in force: those that were set, else those one begins with. */
  readonly rights: AdministratorRights;
  readonly rev: number;
}

export interface CompanyFacts {
  readonly name: string;
  readonly firstAdministratorCode: string;
}

/** Administrators of one company and their rights. */
export interface AdministratorStore {
  /** From sync; only a higher version replaces what is stored. Rights stay. */
  applyAdministrator(companyId: string, administrator: Administrator, version: number): Promise<void>;
  /** From policy: the company's name, and which account is its first administrator. That is bound to the person's key once. */
  applyCompany(companyId: string, company: CompanyFacts, version: number): Promise<void>;
  /** The company's name; empty while it is not known. */
  companyName(companyId: string): Promise<string>;
  find(companyId: string, administratorKey: string): Promise<StoredAdministrator | undefined>;
  /** The administrator with this account who is not deleted. */
  findByCode(companyId: string, code: string): Promise<StoredAdministrator | undefined>;
  /** All who are not deleted, by account. */
  list(companyId: string): Promise<StoredAdministrator[]>;
  saveRights(companyId: string, before: StoredAdministrator, rights: AdministratorRights, operation: Operation): Promise<'updated' | 'moved'>;
}

import { requestFingerprint } from '../idempotency/fingerprint.ts';
import type { IdempotencyStore } from '../idempotency/idempotency.store.ts';
import type { Actor } from '../operations/operation.ts';
import { foundCompany } from './company.ts';
import type { NewCompany } from './company.ts';
import type { CompanyStore } from './company.store.ts';

export interface CreateCompany {
  readonly said: NewCompany;
  readonly actor: Actor;
  readonly idempotencyKey: string;
}

export type CreatedCompany =
  | { readonly outcome: 'created'; readonly companyId: string }
  | { readonly outcome: 'key-reused' }
  | { readonly outcome: 'code-taken' };

export interface CreateCompanyParts {
  readonly companies: CompanyStore;
  readonly idempotency: IdempotencyStore;
  readonly clock: () => Date;
  readonly newId: () => string;
}

/**
 * Creates a company once per idempotency key. The key is bound to the new id before the company is saved,
 * so a call that broke off in between is finished by repeating it, never doubled.
 */
export function createCompany({ companies, idempotency, clock, newId }: CreateCompanyParts) {
  return async ({ said, actor, idempotencyKey }: CreateCompany): Promise<CreatedCompany> => {
    const at = clock();
    const claim = await idempotency.claim({
      scope: `operator|${actor.id}`,
      key: idempotencyKey,
      fingerprint: requestFingerprint(said),
      id: newId(),
      at,
    });
    if (claim.outcome === 'reused') return { outcome: 'key-reused' };
    const company = foundCompany(claim.id, said);
    const stored = await companies.insert(company, {
      kind: 'company-create',
      actor,
      occurredAt: at,
      targetName: company.name,
      details: { companyCode: company.companyCode, name: company.name },
    });
    return stored === 'code-taken' ? { outcome: 'code-taken' } : { outcome: 'created', companyId: company.companyId };
  };
}

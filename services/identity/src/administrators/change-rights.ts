import { untilUnmoved } from '@genkan/mongo-kit';
import type { Actor } from '../operations/operation.ts';
import { normalRights, rightsChange } from './administrator.ts';
import type { AdministratorRights } from './administrator.ts';
import type { AdministratorStore, StoredAdministrator } from './administrator.store.ts';

export interface ChangeRights {
  readonly companyId: string;
  readonly administratorKey: string;
  readonly rights: AdministratorRights;
  readonly actor: Actor;
}

export type ChangedRights =
  | { readonly outcome: 'changed'; readonly stored: StoredAdministrator }
  | { readonly outcome: 'not-found' }
  /** Nobody would be left who could set rights. */
  | { readonly outcome: 'last-all-access' };

/** Sets an administrator's level, 「利用する」 and divisions. */
export function changeRights({ administrators, clock }: { administrators: AdministratorStore; clock: () => Date }) {
  return ({ companyId, administratorKey, rights, actor }: ChangeRights): Promise<ChangedRights> =>
    untilUnmoved(async () => {
      const before = await administrators.find(companyId, administratorKey);
      if (before === undefined || before.administrator.deleted) return { outcome: 'not-found' as const };
      const after = normalRights(rights);
      const details = rightsChange(before.rights, after);
      if (details === undefined) return { outcome: 'changed' as const, stored: before };
      if (isInCharge(before.rights) && !isInCharge(after) && !(await isAnyoneElseInCharge(administrators, companyId, administratorKey))) {
        return { outcome: 'last-all-access' as const };
      }
      const operation = { kind: 'administrator-rights-update', actor, occurredAt: clock(), targetName: before.administrator.name, details } as const;
      const saved = await administrators.saveRights(companyId, before, after, operation);
      return saved === 'moved' ? saved : { outcome: 'changed' as const, stored: { ...before, rights: after, rev: before.rev + 1 } };
    });
}

const isInCharge = ({ level, serviceUse }: AdministratorRights): boolean => level === 'all-access' && serviceUse;

async function isAnyoneElseInCharge(administrators: AdministratorStore, companyId: string, administratorKey: string): Promise<boolean> {
  const all = await administrators.list(companyId);
  return all.some(({ administrator, rights }) => administrator.administratorKey !== administratorKey && isInCharge(rights));
}

import { untilUnmoved } from '@genkan/mongo-kit';
import type { Actor, OperationKind } from '../operations/operation.ts';
import type { Group } from './group.ts';
import type { GroupStore, StoredGroup } from './group.store.ts';

export interface GroupChange {
  readonly companyId: string;
  readonly groupId: string;
  readonly actor: Actor;
  readonly kind: OperationKind;
  /** The group as it shall be; returning the same object means that nothing changes. */
  readonly change: (group: Group, at: Date) => Group;
  /** Facts for the log, before → after. */
  readonly details: (before: Group, after: Group) => Record<string, string>;
}

export type ChangedGroup =
  | { readonly outcome: 'changed'; readonly stored: StoredGroup }
  | { readonly outcome: 'not-found' }
  | { readonly outcome: 'name-taken' };

/**
 * Changes a group by compare-and-set: the change is worked out again on what somebody else saved in
 * between. A change that changes nothing is answered like any other but saves and logs nothing.
 */
export function changeStoredGroup({ groups, clock }: { groups: GroupStore; clock: () => Date }) {
  return ({ companyId, groupId, actor, kind, change, details }: GroupChange): Promise<ChangedGroup> =>
    untilUnmoved(async () => {
      const before = await groups.find(companyId, groupId);
      if (before === undefined || before.deleted) return { outcome: 'not-found' } as const;
      const at = clock();
      const after = change(before.group, at);
      const facts = details(before.group, after);
      if (Object.keys(facts).length === 0) return { outcome: 'changed', stored: before } as const;
      const outcome = await groups.update(companyId, before, after, {
        kind,
        actor,
        occurredAt: at,
        targetName: after.name,
        details: facts,
      });
      if (outcome === 'moved') return outcome;
      if (outcome === 'name-taken') return { outcome } as const;
      return { outcome: 'changed', stored: { group: after, deleted: false, version: before.version + 1 } } as const;
    });
}

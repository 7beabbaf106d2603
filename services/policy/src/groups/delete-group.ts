import { untilUnmoved } from '@genkan/mongo-kit';
import type { Actor } from '../operations/operation.ts';
import type { GroupStore } from './group.store.ts';
import type { MembershipStore } from './membership.store.ts';
import type { releaseMembers } from './release-members.ts';

export type DeletedGroup = { readonly outcome: 'deleted'; readonly members: number } | { readonly outcome: 'not-found' };

export interface DeleteGroupParts {
  readonly groups: GroupStore;
  readonly memberships: MembershipStore;
  readonly release: ReturnType<typeof releaseMembers>;
  readonly clock: () => Date;
}

/** Deletes a group; its members fall back to "no group" (domain 3.3 item 9). */
export function deleteGroup({ groups, memberships, release, clock }: DeleteGroupParts) {
  return async (companyId: string, groupId: string, actor: Actor): Promise<DeletedGroup> => {
    const deleted = await untilUnmoved<DeletedGroup>(async () => {
      const before = await groups.find(companyId, groupId);
      if (before === undefined || before.deleted) return { outcome: 'not-found' };
      const members = (await memberships.count(companyId, [groupId])).get(groupId) ?? 0;
      const outcome = await groups.remove(companyId, before, {
        kind: 'group-delete',
        actor,
        occurredAt: clock(),
        targetName: before.group.name,
        details: { name: before.group.name, members: String(members) },
      });
      return outcome === 'moved' ? outcome : { outcome: 'deleted', members };
    });
    if (deleted.outcome === 'deleted') await release(companyId, groupId);
    return deleted;
  };
}

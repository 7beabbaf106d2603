import { untilUnmoved } from '@genkan/mongo-kit';
import type { GroupStore } from './group.store.ts';
import { assign, groupOf } from './membership.ts';
import type { MembershipStore } from './membership.store.ts';

const membersAtOnce = 200;

export interface ReleaseMembersParts {
  readonly groups: GroupStore;
  readonly memberships: MembershipStore;
  readonly clock: () => Date;
}

/** Lets all members of a deleted group fall back to "no group". Repeating it does no harm. */
export function releaseMembers({ groups, memberships, clock }: ReleaseMembersParts) {
  const releaseOne = (companyId: string, groupId: string, userId: string): Promise<true> =>
    untilUnmoved(async () => {
      const before = await memberships.find(companyId, userId);
      if (groupOf(before.membership) !== groupId) return true;
      const at = clock();
      const saved = await memberships.save(companyId, before, assign(before.membership, null, at), at);
      return saved === 'moved' ? saved : true;
    });

  return async (companyId: string, groupId: string): Promise<void> => {
    for (;;) {
      const userIds = await memberships.someMembers(companyId, groupId, membersAtOnce);
      if (userIds.length === 0) break;
      for (const userId of userIds) await releaseOne(companyId, groupId, userId);
    }
    await groups.markReleased(companyId, groupId);
  };
}

/** Finishes the releases that a crash interrupted; run when the service starts. */
export function resumeReleases(groups: GroupStore, release: ReturnType<typeof releaseMembers>) {
  return async (): Promise<void> => {
    for (const { companyId, groupId } of await groups.unreleased(1000)) await release(companyId, groupId);
  };
}

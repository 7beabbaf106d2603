import { untilUnmoved } from '@genkan/mongo-kit';
import type { Actor } from '../operations/operation.ts';
import { isWithin } from '../people/person.ts';
import type { PersonStore } from '../people/person.store.ts';
import type { GroupStore } from './group.store.ts';
import { assign, groupOf } from './membership.ts';
import type { MembershipStore } from './membership.store.ts';
import type { releaseMembers } from './release-members.ts';

export interface AssignMembers {
  readonly companyId: string;
  readonly groupId: string;
  readonly userIds: readonly string[];
  /** `in`: into the group, out of any other; `out`: from this group to no group. */
  readonly direction: 'in' | 'out';
  readonly actor: Actor;
  /** Divisions the actor is limited to; null: all. */
  readonly divisions: readonly string[] | null;
}

export type AssignedMembers =
  | { readonly outcome: 'assigned'; readonly assigned: number; readonly unchanged: number }
  | { readonly outcome: 'group-not-found' }
  | { readonly outcome: 'users-not-found'; readonly userIds: readonly string[] };

export interface AssignMembersParts {
  readonly groups: GroupStore;
  readonly memberships: MembershipStore;
  readonly people: PersonStore;
  readonly release: ReturnType<typeof releaseMembers>;
  readonly clock: () => Date;
}

/**
 * Moves users into a group or out of it. Nothing is done unless all of them can be found; after that each
 * user is one change of its own, and repeating the call finishes what a crash left undone.
 */
export function assignMembers({ groups, memberships, people, release, clock }: AssignMembersParts) {
  const moveOne = (asked: AssignMembers, userId: string, names: (groupId: string | null) => string): Promise<boolean> =>
    untilUnmoved(async () => {
      const before = await memberships.find(asked.companyId, userId);
      const from = groupOf(before.membership);
      if (asked.direction === 'out' && from !== asked.groupId) return false;
      const to = asked.direction === 'in' ? asked.groupId : null;
      const at = clock();
      const after = assign(before.membership, to, at);
      if (after === before.membership) return false;
      const saved = await memberships.save(asked.companyId, before, after, at, {
        kind: 'group-assign',
        actor: asked.actor,
        occurredAt: at,
        targetUserId: userId,
        details: { before: names(from), after: names(to) },
      });
      return saved === 'moved' ? saved : true;
    });

  return async (asked: AssignMembers): Promise<AssignedMembers> => {
    const { companyId, groupId } = asked;
    const stored = await groups.find(companyId, groupId);
    if (stored === undefined || stored.deleted) return { outcome: 'group-not-found' };
    const userIds = [...new Set(asked.userIds)];
    const known = await people.find(companyId, userIds);
    const missing = userIds.filter((userId) => {
      const person = known.get(userId);
      // A person outside the actor's divisions is answered like one who does not exist.
      return person === undefined || !person.employed || !isWithin(asked.divisions, person);
    });
    if (missing.length > 0) return { outcome: 'users-not-found', userIds: missing };

    const earlier = await memberships.groupsOf(companyId, userIds);
    const named = await groups.findMany(companyId, [groupId, ...new Set(earlier.values())]);
    const names = (id: string | null): string => (id === null ? '-' : (named.get(id)?.group.name ?? id));
    let assigned = 0;
    for (const userId of userIds) if (await moveOne(asked, userId, names)) assigned += 1;

    // Whoever deletes the group releases the members it sees; those who came in meanwhile are released here.
    if ((await groups.find(companyId, groupId))?.deleted !== false) {
      await release(companyId, groupId);
      return { outcome: 'group-not-found' };
    }
    return { outcome: 'assigned', assigned, unchanged: userIds.length - assigned };
  };
}

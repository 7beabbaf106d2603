import { groupNameKey } from './group.ts';
import type { GroupPage, GroupStore, StoredGroup } from './group.store.ts';
import type { MembershipStore } from './membership.store.ts';

export interface ListedGroups {
  readonly groups: readonly { readonly stored: StoredGroup; readonly members: number }[];
  /** Sort key of the last group when there may be more. */
  readonly next: readonly [nameKey: string, groupId: string] | undefined;
}

/** The groups of a company by name, each with the number of its members. */
export function listGroups({ groups, memberships }: { groups: GroupStore; memberships: MembershipStore }) {
  return async (companyId: string, page: GroupPage): Promise<ListedGroups> => {
    const found = await groups.list(companyId, page);
    const counts = await memberships.count(companyId, found.map(({ group }) => group.groupId));
    const last = found.length === page.limit ? found.at(-1)?.group : undefined;
    return {
      groups: found.map((stored) => ({ stored, members: counts.get(stored.group.groupId) ?? 0 })),
      next: last === undefined ? undefined : [groupNameKey(last.name), last.groupId],
    };
  };
}

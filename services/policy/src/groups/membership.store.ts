import type { Operation } from '../operations/operation.ts';
import type { Membership } from './membership.ts';

export interface StoredMembership {
  readonly membership: Membership;
  /** 0: nothing is stored, the user was never assigned. */
  readonly version: number;
}

/** Which users of one company are in which group, saved together with their messages. */
export interface MembershipStore {
  find(companyId: string, userId: string): Promise<StoredMembership>;
  /** Group of each user who is in one now. */
  groupsOf(companyId: string, userIds: readonly string[]): Promise<Map<string, string>>;
  save(
    companyId: string,
    before: StoredMembership,
    membership: Membership,
    at: Date,
    operation?: Operation,
  ): Promise<'saved' | 'moved'>;
  /** Users who are in the group now, any of them. */
  someMembers(companyId: string, groupId: string, limit: number): Promise<string[]>;
  /** Number of users in each group now; groups without any are left out. */
  count(companyId: string, groupIds: readonly string[]): Promise<Map<string, number>>;
}

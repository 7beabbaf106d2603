import type { Operation } from '../operations/operation.ts';
import type { Group } from './group.ts';

export interface StoredGroup {
  readonly group: Group;
  /** A deleted group stays as a record: memberships of the past name it. */
  readonly deleted: boolean;
  readonly version: number;
}

export interface GroupPage {
  /** Name key and id of the last group of the page before. */
  readonly after: readonly [nameKey: string, groupId: string] | undefined;
  readonly limit: number;
}

/** Groups of one company, each saved together with its messages. `moved`: somebody else changed it first. */
export interface GroupStore {
  insert(companyId: string, group: Group, operation: Operation): Promise<'inserted' | 'exists' | 'name-taken'>;
  find(companyId: string, groupId: string): Promise<StoredGroup | undefined>;
  findMany(companyId: string, groupIds: readonly string[]): Promise<Map<string, StoredGroup>>;
  /** Groups that are not deleted, by name. */
  list(companyId: string, page: GroupPage): Promise<StoredGroup[]>;
  update(companyId: string, before: StoredGroup, group: Group, operation: Operation): Promise<'updated' | 'moved' | 'name-taken'>;
  /** Marks it deleted with its members still to be released. */
  remove(companyId: string, before: StoredGroup, operation: Operation): Promise<'updated' | 'moved'>;
  /** No member is left in the deleted group. */
  markReleased(companyId: string, groupId: string): Promise<void>;
  /** Deleted groups of any company whose members are still to be released: work that a crash interrupted. */
  unreleased(limit: number): Promise<{ companyId: string; groupId: string }[]>;
}

import { requestFingerprint } from '../idempotency/fingerprint.ts';
import type { IdempotencyStore } from '../idempotency/idempotency.store.ts';
import type { Actor } from '../operations/operation.ts';
import { newGroup } from './group.ts';
import type { Group, GroupEntry } from './group.ts';
import type { GroupStore } from './group.store.ts';

export interface CreateGroup {
  readonly companyId: string;
  readonly entry: GroupEntry;
  readonly actor: Actor;
  readonly idempotencyKey: string | undefined;
}

export type CreatedGroup =
  | { readonly outcome: 'created'; readonly group: Group; readonly version: number }
  | { readonly outcome: 'name-taken' }
  | { readonly outcome: 'key-reused' };

export interface CreateGroupParts {
  readonly groups: GroupStore;
  readonly idempotency: IdempotencyStore;
  readonly clock: () => Date;
  readonly newId: () => string;
}

/** Creates a group; with an idempotency key, repeating the call answers with the same group. */
export function createGroup({ groups, idempotency, clock, newId }: CreateGroupParts) {
  return async ({ companyId, entry, actor, idempotencyKey }: CreateGroup): Promise<CreatedGroup> => {
    const at = clock();
    let groupId = newId();
    if (idempotencyKey !== undefined) {
      const claim = await idempotency.claim({
        scope: `group|${companyId}|${actor.id}`,
        key: idempotencyKey,
        fingerprint: requestFingerprint(entry),
        id: groupId,
        at,
      });
      if (claim.outcome === 'reused') return { outcome: 'key-reused' };
      groupId = claim.id;
    }
    const group = newGroup(groupId, entry);
    const stored = await groups.insert(companyId, group, {
      kind: 'group-create',
      actor,
      occurredAt: at,
      targetName: group.name,
      details: { name: group.name },
    });
    if (stored === 'name-taken') return { outcome: 'name-taken' };
    const found = stored === 'exists' ? await groups.find(companyId, groupId) : undefined;
    return { outcome: 'created', group: found?.group ?? group, version: found?.version ?? 1 };
  };
}

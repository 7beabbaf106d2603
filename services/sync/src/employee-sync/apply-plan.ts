import type { Operation, OperationKind } from '../operations/operation.ts';
import type { Entities, EntityKind } from './entity.ts';
import type { EntityStore } from './entity.store.ts';
import type { Change } from './comparison.ts';
import type { SyncPlan } from './sync-plan.ts';
import { describe, entryOf, type Requester, type RunEntry } from './sync-run.ts';

export type EntityStores = { readonly [Kind in EntityKind]: EntityStore<Entities[Kind]> };

export interface ApplyOptions {
  readonly companyId: string;
  readonly runId: string;
  readonly requestedBy: Requester;
  readonly at: Date;
  /** Called with what each batch did; rejecting stops before the next batch. */
  readonly onBatch: (done: readonly RunEntry[]) => Promise<void>;
}

const batchSize = 50;
const writesAtOnce = 8;

const operationKinds: Readonly<Partial<Record<EntityKind, Readonly<Record<Change<unknown>['kind'], OperationKind>>>>> = {
  employee: { add: 'user-add', update: 'user-update', delete: 'user-delete' },
  administrator: { add: 'admin-add', update: 'admin-update', delete: 'admin-delete' },
};

export const changeCount = (plan: SyncPlan): number => plan.divisions.changes.length + plan.administrators.changes.length + plan.employees.changes.length;

/** Writes the plan in batches: divisions first, because people refer to them. */
export async function applyPlan(stores: EntityStores, plan: SyncPlan, options: ApplyOptions): Promise<void> {
  await applyKind('division', stores.division, plan.divisions.changes, options);
  await applyKind('administrator', stores.administrator, plan.administrators.changes, options);
  await applyKind('employee', stores.employee, plan.employees.changes, options);
}

async function applyKind<Kind extends EntityKind>(
  entity: Kind,
  store: EntityStore<Entities[Kind]>,
  changes: readonly Change<Entities[Kind]>[],
  options: ApplyOptions,
): Promise<void> {
  for (let from = 0; from < changes.length; from += batchSize) {
    const batch = changes.slice(from, from + batchSize);
    const done: RunEntry[] = [];
    const failures: unknown[] = [];
    for (let next = 0; next < batch.length && failures.length === 0; next += writesAtOnce) {
      const results = await Promise.allSettled(batch.slice(next, next + writesAtOnce).map((change) => applyChange(entity, store, change, options)));
      for (const result of results) {
        if (result.status === 'fulfilled') done.push(result.value);
        else failures.push(result.reason);
      }
    }
    // What was written is told even when a part of the batch failed.
    await options.onBatch(done);
    if (failures.length > 0) throw failures[0];
  }
}

async function applyChange<Kind extends EntityKind>(
  entity: Kind,
  store: EntityStore<Entities[Kind]>,
  change: Change<Entities[Kind]>,
  { companyId, runId, requestedBy, at }: ApplyOptions,
): Promise<RunEntry> {
  const before = change.kind === 'add' ? (change.restores ?? 0) : change.rev;
  const next = { key: change.key, before, value: change.value, ...(change.kind === 'delete' ? { removedAt: at } : {}) };
  const outcome = await store.save(companyId, next, at, operationOf(entity, change, { runId, actor: requestedBy, at }));
  if (outcome === 'saved') return entryOf(entity, change);
  return { entity, kind: 'error', key: change.key, ...describe(change.value), reason: 'changed-meanwhile' };
}

function operationOf<Kind extends EntityKind>(
  entity: Kind,
  change: Change<Entities[Kind]>,
  { runId, actor, at }: { runId: string; actor: Requester; at: Date },
): Operation | undefined {
  const kind = operationKinds[entity]?.[change.kind];
  if (kind === undefined) return undefined;
  const { code, name } = describe(change.value);
  const { reason, fields } = entryOf(entity, change);
  return {
    kind,
    actor,
    occurredAt: at,
    result: 'succeeded',
    ...('userId' in change.value ? { targetUserId: change.value.userId } : {}),
    targetName: name,
    details: { code, ...(fields ? { fields: fields.join(', ') } : {}), ...(reason ? { reason } : {}), run: runId },
  };
}

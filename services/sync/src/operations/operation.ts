import type { Requester } from '../employee-sync/sync-run.ts';

export type OperationKind =
  | 'sync-run'
  | 'user-add'
  | 'user-update'
  | 'user-delete'
  | 'admin-add'
  | 'admin-update'
  | 'admin-delete'
  | 'connection-update';

/** One thing that happened, for the audit trail (domain 3.4.2); saved together with the change itself. */
export interface Operation {
  readonly kind: OperationKind;
  readonly actor: Requester;
  readonly occurredAt: Date;
  readonly result: 'succeeded' | 'failed';
  readonly targetUserId?: string;
  /** What it was done to when that is no user: the administrator's name. */
  readonly targetName?: string;
  /** Facts of the remark: stable English words as keys. */
  readonly details: Readonly<Record<string, string>>;
}

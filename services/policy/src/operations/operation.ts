/** Who did something, as the verified caller says. */
export interface Actor {
  readonly kind: 'administrator' | 'operator';
  /** Administrator key, or the operator's name. */
  readonly id: string;
  readonly name: string;
  /** Address the request came from. */
  readonly ip: string;
}

export type OperationKind =
  | 'company-create'
  | 'group-create'
  | 'group-update'
  | 'group-delete'
  | 'group-assign'
  | 'logon-method-update'
  | 'agent-settings-update';

/** One change for the audit trail (domain 3.4.2); saved together with the change itself. */
export interface Operation {
  readonly kind: OperationKind;
  readonly actor: Actor;
  readonly occurredAt: Date;
  /** User it was done to, if any. */
  readonly targetUserId?: string;
  /** What it was done to when that is not a user: the group's or the company's name. */
  readonly targetName?: string;
  /** Facts of the remark: stable English words as keys, "before → after" as two of them. */
  readonly details: Readonly<Record<string, string>>;
}

/** Who did something, as the verified caller says. */
export interface Actor {
  readonly kind: 'user' | 'administrator' | 'operator' | 'device' | 'system';
  /** User id, administrator key, operator's name or device id, by kind; empty for the system. */
  readonly id: string;
  /** Name for display; empty where the reader resolves it by id. */
  readonly name: string;
  /** Address the request came from; empty for the system. */
  readonly ip: string;
  /** Version of the agent, where one was involved. */
  readonly clientVersion?: string;
}

export type OperationKind =
  | 'device-enrol'
  | 'device-revoke'
  | 'enrolment-token-issue'
  | 'activation-code-issue'
  | 'account-link'
  | 'account-unlink'
  | 'otp-register'
  | 'delete-credential'
  | 'credential-lock'
  | 'credential-unlock'
  | 'administrator-rights-update'
  | 'break-glass-view'
  | 'break-glass-use';

/** One change for the audit trail (domain 3.4.2); saved together with the change itself. Never a secret, code or token. */
export interface Operation {
  readonly kind: OperationKind;
  readonly actor: Actor;
  readonly occurredAt: Date;
  /** User it was done to, if any. */
  readonly targetUserId?: string;
  /** What it was done to when that is not a user: the PC's or the administrator's name. */
  readonly targetName?: string;
  /** Facts of the remark: stable English words as keys, "before → after" as two of them. */
  readonly details: Readonly<Record<string, string>>;
}

export const systemActor: Actor = { kind: 'system', id: '', name: '', ip: '' };

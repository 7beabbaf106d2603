import { untilUnmoved } from '@genkan/mongo-kit';
import type { Clock } from '@genkan/service-kit';
import { isWithin } from '../http/division-limit.ts';
import type { Actor, OperationKind } from '../operations/operation.ts';
import { removed, unlocked, type OtpCredential } from './otp-credential.ts';
import type { OtpCredentialStore } from './otp-credential.store.ts';
import type { CredentialHotState } from './register-otp.ts';

export interface ChangeCredentialParts {
  credentials: OtpCredentialStore;
  hotState: CredentialHotState;
  clock: Clock;
}

export interface ChangeCredential {
  companyId: string;
  userId: string;
  /** Divisions the administrator may act in; null: all. */
  divisions: readonly string[] | null;
  reason: string;
  actor: Actor;
}

/** `unchanged`: there was nothing to delete or to unlock. */
export type ChangedCredential = 'changed' | 'unchanged' | 'not-found';

/** Deletes a user's one-time password (認証情報の削除): no code of it counts any more. */
export const deleteCredential = (parts: ChangeCredentialParts) => change(parts, 'delete-credential', removed);

/** Lifts a lock and forgets failures and delay. */
export const unlockCredential = (parts: ChangeCredentialParts) => change(parts, 'credential-unlock', unlocked);

function change(
  { credentials, hotState, clock }: ChangeCredentialParts,
  kind: OperationKind,
  rule: (credential: OtpCredential, at: Date) => OtpCredential | undefined,
) {
  return async ({ companyId, userId, divisions, reason, actor }: ChangeCredential): Promise<ChangedCredential> => {
    const result = await untilUnmoved(async () => {
      const before = await credentials.find(companyId, userId);
      if (before === undefined || !isWithin(divisions, before.divisionCode)) return 'not-found' as const;
      const at = clock();
      const after = rule(before.credential, at);
      if (after === undefined) return 'unchanged' as const;
      const operation = { kind, actor, occurredAt: at, targetUserId: userId, details: { reason } };
      return (await credentials.saveChange(before, after, operation)) === 'moved' ? 'moved' : ('changed' as const);
    });
    if (result === 'changed') await hotState.push({ companyId, userId });
    return result;
  };
}

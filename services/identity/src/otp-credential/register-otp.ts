import { untilUnmoved } from '@genkan/mongo-kit';
import type { Clock, Sealer } from '@genkan/service-kit';
import type { Actor } from '../operations/operation.ts';
import { confirm, offer, openOffer } from './otp-credential.ts';
import type { OtpCredentialStore } from './otp-credential.store.ts';
import { newSeed, openSeed, sealSeed, type UserRef } from './seed.ts';
import { confirmationWindow, matchStep, stepAt } from './totp.ts';

/** Redis as registration needs it. */
export interface CredentialHotState {
  /** The present life of Redis; undefined: it cannot be asked. */
  epoch(): Promise<string | undefined>;
  /** Tells Redis of the user's document now; what does not succeed is repeated in the background. */
  push(user: UserRef, fresh?: { credentialVersion: number; epoch: string }): Promise<void>;
}

export interface RegisterOtpParts {
  credentials: OtpCredentialStore;
  hotState: CredentialHotState;
  sealer: Sealer;
  clock: Clock;
  newId: () => string;
}

export type OfferedOtp =
  | { outcome: 'offered'; registrationId: string; seed: Uint8Array; account: string; expiresAt: Date }
  | { outcome: 'exists' }
  /** The person is not there, or not any more. */
  | { outcome: 'not-found' };

/** Shows a new one-time password; it counts only after `confirmOtp`. */
export function offerOtp({ credentials, sealer, clock, newId }: RegisterOtpParts) {
  return (user: UserRef): Promise<OfferedOtp> =>
    untilUnmoved(async () => {
      const before = await credentials.find(user.companyId, user.userId);
      if (!before?.enabled) return { outcome: 'not-found' as const };
      const seed = newSeed();
      const sealed = await sealSeed(sealer, user, before.credential.version + 1, seed);
      const offered = offer(before.credential, newId(), sealed, clock());
      if (offered.outcome === 'exists') return offered;
      if ((await credentials.saveOffer(before, offered.credential)) === 'moved') return 'moved';
      const { registrationId, expiresAt } = offered.offer;
      return { outcome: 'offered' as const, registrationId, seed, account: before.employeeCode, expiresAt };
    });
}

export interface ConfirmOtp extends UserRef {
  registrationId: string;
  code: string;
  pcName: string;
  actor: Actor;
}

/** `not-found` covers unknown, expired, used up and another user's: the PC begins again in every case. */
export type ConfirmedOtp = 'confirmed' | 'refused' | 'not-found';

/** Makes an offered one-time password count, once a code of it was typed. */
export function confirmOtp({ credentials, hotState, sealer, clock }: RegisterOtpParts) {
  return async ({ companyId, userId, registrationId, code, pcName, actor }: ConfirmOtp): Promise<ConfirmedOtp> => {
    const user = { companyId, userId };
    // Asked before the credential exists: whatever is accepted under it later is of this life or a later one.
    const epoch = await hotState.epoch();
    const result = await untilUnmoved(async () => {
      const before = await credentials.find(companyId, userId);
      if (!before?.enabled) return 'not-found' as const;
      // The answer to an earlier confirmation may have been lost on its way.
      if (before.credential.active?.registrationId === registrationId) return 'confirmed' as const;
      const at = clock();
      const made = openOffer(before.credential, registrationId, at);
      if (!made) return 'not-found' as const;
      const seed = await openSeed(sealer, user, before.credential.version + 1, made.seed);
      const confirmed = confirm(before.credential, made, matchStep(seed, code, confirmationWindow(at)), stepAt(at), at);
      // A wrong code is answered only after it was counted, so that tries side by side are counted too.
      if (confirmed.outcome === 'refused') return (await credentials.saveOffer(before, confirmed.credential)) === 'moved' ? 'moved' : 'refused';
      const operation = { kind: 'otp-register', actor, occurredAt: at, targetUserId: userId, details: { pcName } } as const;
      if ((await credentials.saveChange(before, confirmed.credential, operation)) === 'moved') return 'moved';
      return { credentialVersion: confirmed.credential.version };
    });
    if (typeof result === 'string') return result;
    await hotState.push(user, epoch === undefined ? undefined : { ...result, epoch });
    return 'confirmed';
  };
}

import { randomBytes } from 'node:crypto';
import type { Sealed, Sealer } from '@genkan/service-kit';
import { seedBytes } from './totp.ts';

export interface UserRef {
  companyId: string;
  userId: string;
}

export const newSeed = (): Uint8Array => new Uint8Array(randomBytes(seedBytes));

// A sealed seed moved to another user, or kept past its registration, does not open.
const belongsTo = ({ companyId, userId }: UserRef, credentialVersion: number): string =>
  `${companyId}|${userId}|otp-seed|${credentialVersion}`;

/** Sealed as text, as it lies in the user document and in the hot state. */
export async function sealSeed(sealer: Sealer, user: UserRef, credentialVersion: number, seed: Uint8Array): Promise<string> {
  return JSON.stringify(await sealer.seal(seed, belongsTo(user, credentialVersion)));
}

/** Rejects when it was not sealed for this user and credential, or the key provider does not answer. */
export const openSeed = (sealer: Sealer, user: UserRef, credentialVersion: number, sealed: string): Promise<Uint8Array> =>
  sealer.open(JSON.parse(sealed) as Sealed, belongsTo(user, credentialVersion));

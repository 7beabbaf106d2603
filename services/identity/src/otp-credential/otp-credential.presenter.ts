import { generateURI, ScureBase32Plugin } from 'otplib';
import type { OfferedOtp } from './register-otp.ts';

const base32 = new ScureBase32Plugin();

/** What a code generator needs, as a QR code and as text to type. It is shown this once. */
export function presentOffer({ registrationId, seed, account, expiresAt }: Extract<OfferedOtp, { outcome: 'offered' }>) {
  const secret = base32.encode(seed);
  return {
    registrationId,
    uri: generateURI({ issuer: 'Genkan', label: account, secret }),
    secret,
    expiresAt: expiresAt.toISOString(),
  };
}

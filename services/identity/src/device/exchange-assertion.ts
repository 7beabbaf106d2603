import type { DeviceTokens } from '@genkan/service-kit';
import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK } from 'jose';
import { z } from 'zod';
import { announcedCodeId } from '../break-glass/break-glass-code.ts';
import type { StoredDevice, DeviceStore } from './device.store.ts';
import type { UsedAssertions } from './used-assertions.ts';

export const assertionAudience = 'genkan-agent-token';
/** Longest lifetime of an assertion, and how far a PC's clock may be off, in seconds. */
const longestSeconds = 300;
const toleranceSeconds = 60;
/** Lifetime of an access token in seconds. */
export const accessTokenSeconds = 600;

export type ExchangedAssertion =
  /** `breakGlassCodeId`: the code that the PC should hold; undefined when it never fetched one. */
  | { readonly outcome: 'granted'; readonly accessToken: string; readonly breakGlassCodeId: string | undefined }
  | { readonly outcome: 'invalid' | 'expired' | 'replayed' | 'revoked' };

const claimsSchema = z.object({
  iss: z.string().min(1).max(64),
  sub: z.string().min(1).max(64),
  aud: z.union([z.string(), z.array(z.string()).length(1).transform(([only]) => only)]),
  jti: z.string().min(8).max(128),
  iat: z.number(),
  exp: z.number(),
});

export interface ExchangeAssertionParts {
  readonly devices: DeviceStore;
  readonly used: UsedAssertions;
  readonly tokens: DeviceTokens;
  readonly clock: () => Date;
}

/**
 * Exchanges an assertion signed by a PC's key for an access token (RFC 7523; ES256 only, `jti` once). Whether it is
 * in its time is said only after the signature held, so that nobody learns anything without the key.
 */
export function exchangeAssertion({ devices, used, tokens, clock }: ExchangeAssertionParts) {
  return async (assertion: string): Promise<ExchangedAssertion> => {
    const claims = readClaims(assertion);
    if (claims === undefined) return { outcome: 'invalid' };
    // Before the PC is read: a tie that changes meanwhile makes the token stale.
    const readAt = clock();
    const stored = await devices.findById(claims.sub);
    if (stored === undefined || !(await isSignedBy(stored, assertion))) return { outcome: 'invalid' };
    if (stored.device.status === 'revoked') return { outcome: 'revoked' };

    const now = readAt.getTime() / 1000;
    if (claims.exp <= now - toleranceSeconds || claims.iat > now + toleranceSeconds || claims.exp - claims.iat > longestSeconds) return { outcome: 'expired' };
    const usableUntil = new Date((claims.exp + toleranceSeconds) * 1000);
    if (!(await used.claim({ companyId: stored.companyId, deviceId: claims.sub, jti: claims.jti, usableUntil }))) return { outcome: 'replayed' };
    const { breakGlassCode } = stored;
    const breakGlassCodeId = breakGlassCode === undefined ? undefined : announcedCodeId(breakGlassCode, readAt);
    return { outcome: 'granted', accessToken: tokenFor(stored, tokens, readAt), breakGlassCodeId };
  };
}

function tokenFor({ companyId, device: { deviceId, pcName, links } }: StoredDevice, tokens: DeviceTokens, readAt: Date): string {
  const subject = {
    companyId,
    deviceId,
    pcName,
    links: links.map(({ windowsSid, windowsAccount, userId }) => ({ windowsSid, windowsAccount, userId })),
  };
  return tokens.sign(subject, accessTokenSeconds, readAt);
}

function readClaims(assertion: string): z.infer<typeof claimsSchema> | undefined {
  try {
    if (decodeProtectedHeader(assertion).alg !== 'ES256') return undefined;
    const claims = claimsSchema.parse(decodeJwt(assertion));
    return claims.iss === claims.sub && claims.aud === assertionAudience ? claims : undefined;
  } catch {
    return undefined;
  }
}

async function isSignedBy({ device }: StoredDevice, assertion: string): Promise<boolean> {
  try {
    await compactVerify(assertion, await importJWK({ ...device.publicKey }, 'ES256'), { algorithms: ['ES256'] });
    return true;
  } catch {
    return false;
  }
}

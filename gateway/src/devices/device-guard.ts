import type { IncomingMessage } from 'node:http';
import { Problem, type Clock, type DeviceCaller, type DeviceTokenClaims, type DeviceTokens } from '@genkan/service-kit';
import { bearerOf } from '../http/bearer.ts';
import type { DeviceChanges } from './device-changes.ts';

export type DeviceGuard = (req: IncomingMessage, ip: string) => DeviceCaller;

const keptTokens = 10_000;

/**
 * Proves which PC calls: the signature of its token, and that nothing has changed since it was issued.
 * When the changes cannot be followed, a revocation might be unknown, and nobody passes.
 */
export function deviceGuard(tokens: DeviceTokens, changes: DeviceChanges, isCurrent: () => boolean, clock: Clock): DeviceGuard {
  const proved = new Map<string, DeviceTokenClaims>();

  const claimsOf = (token: string): DeviceTokenClaims => {
    const known = proved.get(token);
    if (known !== undefined && clock() < known.expiresAt) return known;
    proved.delete(token);
    const claims = tokens.verify(token);
    const oldest = proved.size >= keptTokens ? proved.keys().next() : undefined;
    if (oldest?.done === false) proved.delete(oldest.value);
    proved.set(token, claims);
    return claims;
  };

  return (req, ip) => {
    const token = bearerOf(req);
    if (token === undefined) throw new Problem('device-token-invalid');
    const { companyId, deviceId, pcName, links, issuedAt } = claimsOf(token);
    if (!isCurrent()) throw new Problem('unavailable');
    switch (changes.standingOf(companyId, deviceId, issuedAt)) {
      case 'revoked':
        throw new Problem('device-revoked');
      case 'stale':
        throw new Problem('token-stale');
      case 'good':
        return { kind: 'device', companyId, deviceId, pcName, links, ip, clientVersion: clientVersionOf(req) };
    }
  };
}

/** The agent names its version in `genkan-client-version`, or as `genkan-agent/<version>` in `user-agent`. */
const clientVersionOf = (req: IncomingMessage): string => {
  const named = String(req.headers['genkan-client-version'] ?? '');
  const version = /^[\w.+-]{1,64}$/.exec(named)?.[0] ?? /\bgenkan-agent\/([\w.+-]{1,64})/.exec(req.headers['user-agent'] ?? '')?.[1];
  return version ?? '';
};

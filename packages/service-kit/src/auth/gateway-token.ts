import { createHash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { Clock } from '../clock.ts';
import { systemClock } from '../clock.ts';
import { tokenCallerSchema, type TokenCaller } from './caller.ts';
import type { SigningKey } from './signing-key.ts';

const issuer = 'genkan-gateway';
const tokenType = 'genkan-gateway+jwt';
/** Lifetime of a gateway token in seconds, and how far two machines' clocks may differ. */
export const gatewayTokenSeconds = 60;
const clockToleranceSeconds = 5;
const cachedTokens = 5_000;

/**
 * A token by which the gateway proves to one service (`audience`) for whom it calls: an administrator,
 * an operator, or itself. ES256, 60 s.
 */
export function signGatewayToken(
  key: SigningKey,
  caller: TokenCaller | 'gateway',
  audience: string,
  clock: Clock = systemClock,
): string {
  const iat = Math.floor(clock().getTime() / 1000);
  const payload = { caller: caller === 'gateway' ? { kind: 'gateway' } : caller, iat, exp: iat + gatewayTokenSeconds };
  return jwt.sign(payload, key.privateKey, {
    algorithm: 'ES256',
    issuer,
    audience,
    header: { alg: 'ES256', typ: tokenType, kid: key.kid },
  });
}

/** Verifies gateway tokens meant for one service; `verify` returns undefined for whatever is not one. */
export interface GatewayTokenVerifier {
  verify(token: string): TokenCaller | undefined;
}

/**
 * Algorithm, type, issuer, audience and age are pinned; keys come only from `keys`. A token that was
 * proved is remembered until it expires, because one is used for many calls.
 */
export function gatewayTokenVerifier(keys: ReadonlyMap<string, KeyObject>, audience: string, clock: Clock = systemClock): GatewayTokenVerifier {
  const proved = new Map<string, { caller: TokenCaller; expiresAt: number }>();
  return {
    verify(token) {
      const now = Math.floor(clock().getTime() / 1000);
      const digest = createHash('sha256').update(token).digest('base64');
      const known = proved.get(digest);
      if (known !== undefined && now < known.expiresAt) return known.caller;
      proved.delete(digest);
      const fresh = verifyToken(keys, audience, token, now);
      if (fresh === undefined) return undefined;
      const oldest = proved.size >= cachedTokens ? proved.keys().next() : undefined;
      if (oldest?.done === false) proved.delete(oldest.value);
      proved.set(digest, fresh);
      return fresh.caller;
    },
  };
}

function verifyToken(keys: ReadonlyMap<string, KeyObject>, audience: string, token: string, now: number) {
  try {
    const header = jwt.decode(token, { complete: true })?.header;
    const key = header?.kid === undefined ? undefined : keys.get(header.kid);
    if (key === undefined || header?.typ !== tokenType) return undefined;
    const claims = jwt.verify(token, key, {
      algorithms: ['ES256'],
      issuer,
      audience,
      clockTimestamp: now,
      clockTolerance: clockToleranceSeconds,
      maxAge: gatewayTokenSeconds,
    }) as jwt.JwtPayload;
    const caller = tokenCallerSchema.safeParse(claims['caller']);
    if (!caller.success || typeof claims.exp !== 'number') return undefined;
    return { caller: caller.data, expiresAt: claims.exp };
  } catch {
    return undefined;
  }
}

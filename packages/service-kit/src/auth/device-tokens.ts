import { createSecretKey, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { systemClock } from '../clock.ts';
import { Problem } from '../errors/problem.ts';
import { deviceLinkSchema, type DeviceLink } from './caller.ts';

const issuer = 'genkan-identity';
const audience = 'genkan-agent';
const tokenType = 'genkan-device+jwt';
/** The longest lifetime of a device token in seconds; older ones are refused whatever they say. */
export const deviceTokenMaxSeconds = 600;

export interface DeviceTokenKey {
  kid: string;
  secret: Uint8Array;
}

/** What identity says about a PC in its token. */
export interface DeviceTokenSubject {
  companyId: string;
  deviceId: string;
  pcName: string;
  links: DeviceLink[];
}

export interface DeviceTokenClaims extends DeviceTokenSubject {
  issuedAt: Date;
  expiresAt: Date;
}

export interface DeviceTokens {
  /**
   * `ttlSeconds` is at most 600. `issuedAt` is when the subject was read, not later: what changed since makes the
   * token stale.
   */
  sign(subject: DeviceTokenSubject, ttlSeconds: number, issuedAt?: Date): string;
  /** Throws `device-token-invalid` for whatever is not a token of ours in its time. */
  verify(token: string): DeviceTokenClaims;
}

/** Piece of a config schema: "kid:base64,kid:base64"; the first key signs, all verify. Keys have at least 32 bytes. */
export const deviceTokenKeysConfig = z.string().transform((text, context): DeviceTokenKey[] => {
  const keys = text.split(',').map((entry) => /^([\w.-]+):([A-Za-z0-9+/=_-]+)$/.exec(entry.trim()));
  const read = keys.flatMap((key) => (key?.[1] && key[2] ? [{ kid: key[1], secret: new Uint8Array(Buffer.from(key[2], 'base64')) }] : []));
  if (read.length !== keys.length || read.some(({ secret }) => secret.byteLength < 32)) {
    context.addIssue({ code: 'custom', message: 'must be kid:base64 pairs with keys of at least 32 bytes, separated by commas' });
  }
  return read;
});

const claimsSchema = z.object({
  sub: z.string().min(1),
  company: z.string().min(1),
  pcName: z.string(),
  links: z.array(deviceLinkSchema),
  iat: z.number(),
  exp: z.number(),
});

/**
 * Access tokens of PCs: HS256 under a key ring that only identity and the gateway hold. `iat` has
 * milliseconds, so that a token issued right after a change is not taken for one issued before it.
 */
export function deviceTokens(keys: readonly DeviceTokenKey[], clock: Clock = systemClock): DeviceTokens {
  const [first] = keys;
  if (first === undefined) throw new Error('The key ring for device tokens is empty.');
  const ring = new Map<string, KeyObject>(keys.map(({ kid, secret }) => [kid, createSecretKey(secret)]));

  return {
    sign({ companyId, deviceId, pcName, links }, ttlSeconds, issuedAt = clock()) {
      if (ttlSeconds > deviceTokenMaxSeconds) throw new RangeError('A device token lives at most 600 s.');
      const iat = issuedAt.getTime() / 1000;
      const payload = { company: companyId, pcName, links, iat, exp: iat + ttlSeconds };
      return jwt.sign(payload, ring.get(first.kid) as KeyObject, {
        algorithm: 'HS256',
        issuer,
        audience,
        subject: deviceId,
        header: { alg: 'HS256', typ: tokenType, kid: first.kid },
      });
    },

    verify(token) {
      try {
        const header = jwt.decode(token, { complete: true })?.header;
        const key = header?.kid === undefined ? undefined : ring.get(header.kid);
        if (key === undefined || header?.typ !== tokenType) throw new Error('unknown key or type');
        const verified = jwt.verify(token, key, {
          algorithms: ['HS256'],
          issuer,
          audience,
          clockTimestamp: clock().getTime() / 1000,
          maxAge: deviceTokenMaxSeconds,
        });
        const { sub, company, pcName, links, iat, exp } = claimsSchema.parse(verified);
        return { deviceId: sub, companyId: company, pcName, links, issuedAt: new Date(Math.round(iat * 1000)), expiresAt: new Date(exp * 1000) };
      } catch (cause) {
        throw new Problem('device-token-invalid', { cause });
      }
    },
  };
}

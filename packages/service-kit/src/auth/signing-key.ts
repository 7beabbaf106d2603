import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';

/** An ES256 private key of ours with the name that others find its public half by. */
export interface SigningKey {
  kid: string;
  privateKey: KeyObject;
}

export interface PublicKeySet {
  keys: (JsonWebKey & { kid: string })[];
}

const base64url = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'is not a P-256 coordinate');
const publicJwk = z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: base64url, y: base64url, kid: z.string().min(1) });
const privateJwk = publicJwk.extend({ d: base64url });

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'is not JSON' });
    return z.NEVER;
  }
});

/** Piece of a config schema: a private JWK (EC P-256 with `kid`) as JSON text. */
export const signingKeyConfig = json.pipe(privateJwk).transform((jwk, context) => {
  try {
    return readSigningKey(jwk);
  } catch {
    context.addIssue({ code: 'custom', message: 'is not a usable private key' });
    return z.NEVER;
  }
});

/** Piece of a config schema: a JWKS of EC P-256 public keys as JSON text. Private members are dropped. */
export const publicKeysConfig = json.pipe(z.object({ keys: z.array(publicJwk).min(1) }));

export const readSigningKey = (jwk: JsonWebKey & { kid: string }): SigningKey => ({
  kid: jwk.kid,
  privateKey: createPrivateKey({ key: jwk, format: 'jwk' }),
});

/** The public halves, to be published or given to the services. */
export const publicKeysOf = (keys: readonly SigningKey[]): PublicKeySet => ({
  keys: keys.map(({ kid, privateKey }) => ({
    ...createPublicKey(privateKey).export({ format: 'jwk' }),
    kid,
    alg: 'ES256',
    use: 'sig',
  })),
});

export const readPublicKeys = ({ keys }: PublicKeySet): Map<string, KeyObject> =>
  new Map(keys.map((jwk) => [jwk.kid, createPublicKey({ key: jwk, format: 'jwk' })]));

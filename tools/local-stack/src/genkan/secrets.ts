import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newSealingKeyFile } from '@genkan/service-kit';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

/** Keys and secrets of one stack; made once, kept in files that only their owner may read. */
export interface Secrets {
  readonly gatewaySigningKey: JWK;
  readonly oidcClientKey: JWK;
  /** "kid:base64", as GENKAN_DEVICE_TOKEN_KEYS. */
  readonly deviceTokenKeys: string;
  readonly operatorToken: string;
  /** Password of every administrator account of the demo. */
  readonly demoPassword: string;
  readonly sealingKeyFiles: Readonly<{ identity: string; sync: string }>;
}

const kept = async (file: string, make: () => Promise<string> | string): Promise<string> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const text = await make();
  await writeFile(file, text, { mode: 0o600 });
  return text;
};

const newSigningKey = async (): Promise<string> => {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return JSON.stringify({ ...(await exportJWK(privateKey)), kid: randomBytes(8).toString('hex'), alg: 'ES256', use: 'sig' });
};

/** The secrets below `dataDir/secrets`, with whatever is missing made anew. */
export const openSecrets = async (dataDir: string): Promise<Secrets> => {
  const folder = join(dataDir, 'secrets');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = (name: string, make: () => Promise<string> | string): Promise<string> => kept(join(folder, name), make);
  const sealing = async (name: string): Promise<string> => {
    await file(name, () => newSealingKeyFile());
    return join(folder, name);
  };
  return {
    gatewaySigningKey: JSON.parse(await file('gateway-signing-key.json', newSigningKey)) as JWK,
    oidcClientKey: JSON.parse(await file('oidc-client-key.json', newSigningKey)) as JWK,
    deviceTokenKeys: await file('device-token-keys', () => `local-1:${randomBytes(32).toString('base64')}`),
    operatorToken: await file('operator-token', () => randomBytes(32).toString('base64url')),
    demoPassword: await file('demo-password', () => randomBytes(9).toString('base64url')),
    sealingKeyFiles: { identity: await sealing('identity-sealing-key.json'), sync: await sealing('sync-sealing-key.json') },
  };
};

/** A JWKS of the public half. */
export const publicKeys = ({ kty, crv, x, y, kid, alg, use }: JWK): string => JSON.stringify({ keys: [{ kty, crv, x, y, kid, alg, use }] });

/** As GENKAN_OPERATOR_TOKENS: only the hash of a token leaves its file. */
export const operatorTokens = (name: string, token: string): string => `${name}:${createHash('sha256').update(token).digest('hex')}`;

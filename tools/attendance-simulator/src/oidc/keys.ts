import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Settings } from '../store/settings.ts';

export interface ProviderKeys {
  signing: { keys: JWK[] };
  cookies: string[];
}

/** Keys live with the data: a restart must not make the tokens and key sets that gateways hold worthless. */
export async function providerKeys(settings: Settings): Promise<ProviderKeys> {
  const kept = settings.get('oidc-signing-keys');
  const cookies = [settings.getOrMake('oidc-cookie-key', () => randomBytes(32).toString('base64url'))];
  if (kept !== undefined) return { signing: JSON.parse(kept) as { keys: JWK[] }, cookies };
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key: JWK = { ...(await exportJWK(privateKey)), kid: randomBytes(6).toString('hex'), alg: 'RS256', use: 'sig' };
  settings.set('oidc-signing-keys', JSON.stringify({ keys: [key] }));
  return { signing: { keys: [key] }, cookies };
}

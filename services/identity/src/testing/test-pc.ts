import { generateKeyPairSync } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import type { TestIdentity } from './test-identity.ts';

/** A PC that does not trust the tests: it has a key and talks as the agent does. */
export async function testPc(identity: TestIdentity) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = await importJWK(privateKey.export({ format: 'jwk' }) as Record<string, string>, 'ES256');
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' });
  const call = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    identity.call('POST', `/api/agent/v1${path}`, { ...identity.gateway.gateway('identity'), 'genkan-client-ip': '192.0.2.7', ...headers }, body);

  return {
    publicKey: { kty, crv, x, y },
    enrol: (enrolmentToken: string, changes: Record<string, unknown> = {}) =>
      call('/enrolments', { enrolmentToken, publicKey: { kty, crv, x, y }, pcName: 'PC-07', agentVersion: '1.2.3', osVersion: 'Windows 11 24H2', ...changes }),
    /** An assertion as RFC 7523 wants it, with whatever should be wrong about it. */
    assertion(deviceId: string, { at = identity.clock().getTime(), seconds = 60, ...claims }: { at?: number; seconds?: number; jti?: string; aud?: string; iss?: string } = {}) {
      const iat = Math.floor(at / 1_000);
      return new SignJWT({ jti: crypto.randomUUID(), aud: 'genkan-agent-token', iss: deviceId, sub: deviceId, iat, exp: iat + seconds, ...claims })
        .setProtectedHeader({ alg: 'ES256' })
        .sign(key);
    },
    exchange: (assertion: string) =>
      fetchForm(identity, new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion })),
  };
}

const fetchForm = (identity: TestIdentity, form: URLSearchParams): Promise<Response> =>
  identity.send('POST', '/api/agent/v1/token', { ...identity.gateway.gateway('identity'), 'content-type': 'application/x-www-form-urlencoded' }, form.toString());

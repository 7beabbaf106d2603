import { generateKeyPairSync } from 'node:crypto';
import { importPKCS8, SignJWT } from 'jose';
import type { CryptoKey } from 'jose';
import type { FactStore } from '../database/fact.store.ts';
import type { Secrets } from '../secrets/secrets.port.ts';
import type { DeviceKey, PublicKey } from './device-identity.ts';

/** Signs what proves that this is the enrolled PC. The private key is in the clear only in this process's memory. */
export interface DeviceSigner {
  /** The public key; the pair is made and sealed at the first call, before anybody can have seen it. */
  publicKey(): Promise<PublicKey>;
  /** JWT assertion of RFC 7523, ES256. Times in milliseconds since 1970 UTC. */
  assertion(claims: { deviceId: string; issuedAtMs: number; jti: string }): Promise<string>;
}

/** Life of an assertion; the server takes at most five minutes. */
const assertionSeconds = 120;
/** An assertion is dated back so that a clock slightly ahead of the server's is no obstacle. */
const backdateSeconds = 15;

export function createDeviceSigner(store: FactStore<DeviceKey>, secrets: Secrets): DeviceSigner {
  let opened: Promise<CryptoKey> | undefined;
  let made: Promise<DeviceKey> | undefined;

  async function make(): Promise<DeviceKey> {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x, y } = pair.publicKey.export({ format: 'jwk' });
    if (x === undefined || y === undefined) throw new Error('The new public key has no coordinates.');
    const sealed = await secrets.seal(pair.privateKey.export({ format: 'der', type: 'pkcs8' }));
    const key: DeviceKey = { sealedPrivateKey: Buffer.from(sealed).toString('hex'), publicKey: { kty: 'EC', crv: 'P-256', x, y } };
    store.save(key);
    return key;
  }

  async function open(): Promise<CryptoKey> {
    const key = store.load();
    if (key === undefined) throw new Error('This PC has no device key yet.');
    const der = await secrets.unseal(Buffer.from(key.sealedPrivateKey, 'hex'));
    const pem = `-----BEGIN PRIVATE KEY-----\n${Buffer.from(der).toString('base64')}\n-----END PRIVATE KEY-----`;
    return importPKCS8(pem, 'ES256');
  }

  return {
    async publicKey() {
      const known = store.load();
      if (known !== undefined) return known.publicKey;
      made ??= make().finally(() => {
        made = undefined;
      });
      return (await made).publicKey;
    },
    async assertion({ deviceId, issuedAtMs, jti }) {
      opened ??= open();
      // A failed unsealing is asked again next time: the host may only have been late.
      const key = await opened.catch((error: unknown) => {
        opened = undefined;
        throw error;
      });
      const issuedAt = Math.floor(issuedAtMs / 1_000) - backdateSeconds;
      return new SignJWT()
        .setProtectedHeader({ alg: 'ES256', typ: 'JWT' })
        .setIssuer(deviceId)
        .setSubject(deviceId)
        .setAudience('genkan-agent-token')
        .setJti(jti)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + backdateSeconds + assertionSeconds)
        .sign(key);
    },
  };
}

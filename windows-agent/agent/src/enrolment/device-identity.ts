import { z } from 'zod';
import type { Database } from '../database/database.ts';
import { factStore } from '../database/fact.store.ts';
import type { FactStore } from '../database/fact.store.ts';

/** Who this PC is to the server. */
export interface DeviceIdentity {
  readonly deviceId: string;
  readonly companyId: string;
  readonly companyName: string;
}

/** The device's key pair: the private half only as the host sealed it (hex), the public half as a JWK. */
export interface DeviceKey {
  readonly sealedPrivateKey: string;
  readonly publicKey: PublicKey;
}

export interface PublicKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

const DeviceIdentityJson = z.object({ deviceId: z.string().min(1), companyId: z.string().min(1), companyName: z.string() });
const DeviceKeyJson = z.object({
  sealedPrivateKey: z.string().regex(/^([0-9a-f]{2})+$/),
  publicKey: z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string() }),
});

export function deviceIdentityStore(database: Database): FactStore<DeviceIdentity> {
  return factStore<DeviceIdentity>(database, 'device-identity', DeviceIdentityJson);
}

export function deviceKeyStore(database: Database): FactStore<DeviceKey> {
  return factStore<DeviceKey>(database, 'device-key', DeviceKeyJson);
}

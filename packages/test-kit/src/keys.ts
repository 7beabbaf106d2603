import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import {
  deviceHeader,
  deviceTokens,
  publicKeysOf,
  readSigningKey,
  signGatewayToken,
  systemClock,
  type AdministratorCaller,
  type Clock,
  type DeviceCaller,
  type DeviceTokenKey,
  type DeviceTokens,
  type OperatorCaller,
  type PublicKeySet,
  type SigningKey,
} from '@genkan/service-kit';

/** A new ES256 private JWK, as the configuration of a process wants it. */
export const newPrivateJwk = (kid = 'test-1'): JsonWebKey & { kid: string } => ({
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
  kid,
});

/** Plays the gateway before a service: headers by which the service takes the call for that caller's. */
export interface TestGateway {
  signingKey: SigningKey;
  publicKeys: PublicKeySet;
  administrator(audience: string, caller?: Partial<AdministratorCaller>, ip?: string): Record<string, string>;
  operator(audience: string, caller?: Partial<OperatorCaller>): Record<string, string>;
  device(audience: string, caller: Partial<DeviceCaller> & { companyId: string }): Record<string, string>;
  gateway(audience: string): Record<string, string>;
}

export function testGateway(clock: Clock = systemClock): TestGateway {
  const signingKey = readSigningKey(newPrivateJwk());
  const bearer = (caller: Parameters<typeof signGatewayToken>[1], audience: string): Record<string, string> => ({
    authorization: `Bearer ${signGatewayToken(signingKey, caller, audience, clock)}`,
  });
  return {
    signingKey,
    publicKeys: publicKeysOf([signingKey]),
    administrator: (audience, caller = {}, ip = '192.0.2.10') => ({ ...bearer(anAdministrator(caller), audience), 'genkan-client-ip': ip }),
    operator: (audience, caller = {}) => ({ ...bearer({ kind: 'operator', operator: 'test-operator', ...caller }, audience), 'genkan-client-ip': '192.0.2.20' }),
    device: (audience, caller) => ({ ...bearer('gateway', audience), 'genkan-device': deviceHeader(aDevice(caller)) }),
    gateway: (audience) => bearer('gateway', audience),
  };
}

export const anAdministrator = (given: Partial<AdministratorCaller> = {}): AdministratorCaller => ({
  kind: 'administrator',
  companyId: 'company-1',
  administratorKey: 'administrator-1',
  name: '管理 花子',
  level: 'all-access',
  divisions: null,
  ...given,
});

export const aDevice = (given: Partial<DeviceCaller> = {}): DeviceCaller => ({
  kind: 'device',
  companyId: 'company-1',
  deviceId: 'device-1',
  pcName: 'PC-01',
  links: [],
  ip: '192.0.2.1',
  clientVersion: '1.0.0',
  ...given,
});

/** Device tokens under a key of this test alone, and the key for the process under test. */
export function testDeviceTokens(clock: Clock = systemClock): DeviceTokens & { keys: DeviceTokenKey[] } {
  const keys = [{ kid: 'test-1', secret: crypto.getRandomValues(new Uint8Array(32)) }];
  return { ...deviceTokens(keys, clock), keys };
}

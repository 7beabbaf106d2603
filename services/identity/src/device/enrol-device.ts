import { isOnCurve, thumbprintOf } from './device.ts';
import type { DevicePublicKey } from './device.ts';
import type { DeviceStore } from './device.store.ts';
import { hashOfToken } from './enrolment-token.ts';
import type { EnrolmentTokenStore } from './enrolment-token.store.ts';

export interface EnrolDevice {
  readonly enrolmentToken: string;
  readonly publicKey: DevicePublicKey;
  readonly pcName: string;
  readonly agentVersion: string;
  readonly osVersion: string;
  readonly ip: string;
}

export type EnrolledDevice =
  | { readonly outcome: 'enrolled'; readonly deviceId: string; readonly companyId: string }
  | { readonly outcome: 'key-invalid' }
  /** Unknown, expired or used up: one answer for all. */
  | { readonly outcome: 'token-invalid' };

export interface EnrolDeviceParts {
  readonly devices: DeviceStore;
  readonly tokens: EnrolmentTokenStore;
  readonly clock: () => Date;
  readonly newId: () => string;
}

/**
 * Enrols a PC. Asked again with the same key and token (its answer may have been lost) it answers with the same
 * PC and takes no further use.
 */
export function enrolDevice({ devices, tokens, clock, newId }: EnrolDeviceParts) {
  return async ({ enrolmentToken, publicKey, pcName, agentVersion, osVersion, ip }: EnrolDevice): Promise<EnrolledDevice> => {
    if (!isOnCurve(publicKey)) return { outcome: 'key-invalid' };
    const at = clock();
    const hash = hashOfToken(enrolmentToken);
    const token = await tokens.find(hash, at);
    if (token === undefined) return { outcome: 'token-invalid' };
    const { companyId, tokenId } = token;

    const thumbprint = thumbprintOf(publicKey);
    const known = await devices.findByThumbprint(companyId, thumbprint);
    if (known !== undefined) {
      // A revoked PC does not come back with its old key.
      return known.device.status === 'active' ? { outcome: 'enrolled', deviceId: known.device.deviceId, companyId } : { outcome: 'token-invalid' };
    }
    if (!(await tokens.takeUse(hash, thumbprint, at))) return { outcome: 'token-invalid' };

    const deviceId = newId();
    const device = {
      deviceId, pcName, osVersion, agentVersion, publicKey, thumbprint, status: 'active', links: [], enrolledAt: at, changedAt: at,
    } as const;
    const actor = { kind: 'device', id: deviceId, name: pcName, ip, clientVersion: agentVersion } as const;
    const details = { pcName, tokenId, osVersion };
    const stored = await devices.insert(companyId, device, { kind: 'device-enrol', actor, occurredAt: at, targetName: pcName, details });
    if (stored === 'inserted') return { outcome: 'enrolled', deviceId, companyId };
    const twin = await devices.findByThumbprint(companyId, thumbprint);
    return twin === undefined ? { outcome: 'token-invalid' } : { outcome: 'enrolled', deviceId: twin.device.deviceId, companyId };
  };
}

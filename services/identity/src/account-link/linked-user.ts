import { Problem } from '@genkan/service-kit';
import type { DeviceCaller } from '@genkan/service-kit';
import { linkOf } from '../device/device.ts';
import type { DeviceStore } from '../device/device.store.ts';

export interface LinkedUser {
  readonly userId: string;
  readonly windowsAccount: string;
}

/** Finds the user whom a Windows account of the calling PC is tied to. Rejects with Problem `account-not-linked` or `token-stale`. */
export type FindLinkedUser = (device: DeviceCaller, windowsSid: string) => Promise<LinkedUser>;

/**
 * The access token says which accounts are tied. Right after a tie it does not know yet, and for a moment the
 * gateway does not know either that it is stale: then the PC is told to fetch a new one, not that nothing is tied.
 */
export function findLinkedUser(devices: Pick<DeviceStore, 'find'>): FindLinkedUser {
  return async ({ companyId, deviceId, links }, windowsSid) => {
    const link = links.find((one) => one.windowsSid === windowsSid);
    if (link !== undefined) return { userId: link.userId, windowsAccount: link.windowsAccount };
    const stored = await devices.find(companyId, deviceId);
    const tiedSince = stored !== undefined && linkOf(stored.device, windowsSid) !== undefined;
    throw new Problem(tiedSince ? 'token-stale' : 'account-not-linked');
  };
}

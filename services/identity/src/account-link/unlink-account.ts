import { untilUnmoved } from '@genkan/mongo-kit';
import type { ActivationCodeStore } from '../activation/activation-code.store.ts';
import { changed, linkOf } from '../device/device.ts';
import type { DeviceStore } from '../device/device.store.ts';
import type { Actor } from '../operations/operation.ts';

export interface UnlinkAccount {
  readonly companyId: string;
  readonly deviceId: string;
  readonly windowsSid: string;
  readonly actorOf: (userId: string) => Actor;
}

export interface UnlinkAccountParts {
  readonly devices: DeviceStore;
  readonly codes: ActivationCodeStore;
  readonly clock: () => Date;
}

/** Ends the tie of a Windows account (連携解除); repeating changes nothing. */
export function unlinkAccount({ devices, codes, clock }: UnlinkAccountParts) {
  return async ({ companyId, deviceId, windowsSid, actorOf }: UnlinkAccount): Promise<'unlinked'> => {
    // First, so that a failure in between leaves a tie and not a code that can bring it back.
    const tied = await devices.find(companyId, deviceId);
    await codes.voidUsed(companyId, { deviceId, windowsSid }, tied && linkOf(tied.device, windowsSid)?.userId);
    return untilUnmoved(async () => {
      const before = await devices.find(companyId, deviceId);
      const link = before === undefined ? undefined : linkOf(before.device, windowsSid);
      if (before === undefined || link === undefined) return 'unlinked' as const;
      const at = clock();
      const { userId, windowsAccount } = link;
      const details = { pcName: before.device.pcName, windowsAccount };
      const operation = { kind: 'account-unlink', actor: actorOf(userId), occurredAt: at, targetUserId: userId, details } as const;
      const links = before.device.links.filter((one) => one !== link);
      const saved = await devices.update(before, changed(before.device, { links }, at), operation);
      return saved === 'moved' ? saved : ('unlinked' as const);
    });
  };
}

import { untilUnmoved } from '@genkan/mongo-kit';
import type { Actor } from '../operations/operation.ts';
import { changed } from './device.ts';
import type { DeviceStore } from './device.store.ts';

/** Revokes a PC; repeating changes nothing. */
export function revokeDevice({ devices, clock }: { devices: DeviceStore; clock: () => Date }) {
  return (companyId: string, deviceId: string, actor: Actor): Promise<'revoked' | 'not-found'> =>
    untilUnmoved(async () => {
      const before = await devices.find(companyId, deviceId);
      if (before === undefined) return 'not-found' as const;
      if (before.device.status === 'revoked') return 'revoked' as const;
      const at = clock();
      const { pcName } = before.device;
      const operation = { kind: 'device-revoke', actor, occurredAt: at, targetName: pcName, details: { pcName } } as const;
      const saved = await devices.update(before, changed(before.device, { status: 'revoked' }, at), operation);
      return saved === 'moved' ? saved : ('revoked' as const);
    });
}

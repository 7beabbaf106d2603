import type { StoredDevice } from './device.store.ts';

export function presentDevice({ device }: StoredDevice, names: ReadonlyMap<string, string>) {
  return {
    deviceId: device.deviceId,
    pcName: device.pcName,
    status: device.status,
    osVersion: device.osVersion,
    agentVersion: device.agentVersion,
    enrolledAt: device.enrolledAt.toISOString(),
    links: device.links.map(({ windowsAccount, userId, linkedAt }) => ({
      windowsAccount,
      userId,
      userName: names.get(userId) ?? null,
      linkedAt: linkedAt.toISOString(),
    })),
  };
}

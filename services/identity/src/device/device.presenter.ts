import { isWithin } from '../http/division-limit.ts';
import type { PersonEntry } from '../users/person-directory.ts';
import type { StoredDevice } from './device.store.ts';

/** A PC as an administrator may see it: ties of people outside the limit are left out. */
export function presentDevice({ device }: StoredDevice, people: ReadonlyMap<string, PersonEntry>, limit: readonly string[] | null) {
  const seen = device.links.filter(({ userId }) => isWithin(limit, people.get(userId)?.divisionCode ?? null));
  return {
    deviceId: device.deviceId,
    pcName: device.pcName,
    status: device.status,
    osVersion: device.osVersion,
    agentVersion: device.agentVersion,
    enrolledAt: device.enrolledAt.toISOString(),
    links: seen.map(({ windowsAccount, userId, linkedAt }) => ({
      windowsAccount,
      userId,
      userName: people.get(userId)?.displayName ?? null,
      linkedAt: linkedAt.toISOString(),
    })),
  };
}

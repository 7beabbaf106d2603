import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { DeviceStatus, topics } from '@genkan/contracts';
import type { OutboxEntry } from '@genkan/mongo-kit';
import { stateEntry } from '../operations/outbox-entries.ts';
import type { Device } from './device.ts';

export function deviceEntry(companyId: string, device: Device, version: number): OutboxEntry {
  const message = {
    companyId,
    deviceId: device.deviceId,
    version: BigInt(version),
    pcName: device.pcName,
    status: device.status === 'active' ? DeviceStatus.ACTIVE : DeviceStatus.REVOKED,
    links: device.links.map(({ windowsSid, windowsAccount, userId, linkedAt }) => ({
      windowsSid,
      windowsAccount,
      userId,
      linkedTime: timestampFromDate(linkedAt),
    })),
    changedTime: timestampFromDate(device.changedAt),
  };
  return stateEntry(topics.devices, [companyId, device.deviceId], message, version, device.changedAt);
}

import { findOfCompany, insertWithOutbox, isDuplicateKey, outboxIndexes, tenantId, updateWithOutbox } from '@genkan/mongo-kit';
import type { Collection, IndexDescription, OutboxDocument } from '@genkan/mongo-kit';
import type { BreakGlass } from '../break-glass/break-glass.ts';
import type { Operation } from '../operations/operation.ts';
import { operationEntry } from '../operations/outbox-entries.ts';
import { deviceEntry } from './device.message.ts';
import type { Device } from './device.ts';
import type { DeviceStore, StoredDevice } from './device.store.ts';

export interface DeviceDocument extends OutboxDocument, Omit<Device, 'links'> {
  links: Device['links'][number][];
  /** Kept here so that a token can say which code there is without another read; written by break-glass alone. */
  breakGlass?: BreakGlass;
  /** Newest request for the break-glass code. */
  breakGlassAskedAt?: Date;
}

export const deviceIndexes: IndexDescription[] = [
  ...outboxIndexes,
  { key: { deviceId: 1 }, name: 'one-id', unique: true },
  { key: { companyId: 1, thumbprint: 1 }, name: 'one-key', unique: true },
  { key: { companyId: 1, pcName: 1, deviceId: 1 }, name: 'by-name' },
  { key: { companyId: 1, 'links.userId': 1 }, name: 'by-user' },
  { key: { companyId: 1, breakGlassAskedAt: 1 }, name: 'break-glass-asked', partialFilterExpression: { breakGlassAskedAt: { $exists: true } } },
];

export function mongoDeviceStore(collection: Collection<DeviceDocument>): DeviceStore {
  const optional = (document: DeviceDocument | null): StoredDevice | undefined => (document === null ? undefined : storedOf(document));
  return {
    async insert(companyId, device, operation) {
      const document = { _id: tenantId(companyId, device.deviceId), companyId, rev: 1, ...device, links: [...device.links] };
      try {
        return await insertWithOutbox(collection, document, entriesOf(companyId, device, 1, operation));
      } catch (error) {
        if (isDuplicateKey(error)) return 'exists';
        throw error;
      }
    },
    find: async (companyId, deviceId) => optional(await findOfCompany(collection, companyId, deviceId)),
    findByThumbprint: async (companyId, thumbprint) => optional(await collection.findOne({ companyId, thumbprint })),
    findById: async (deviceId) => {
      const document = await collection.findOne({ deviceId });
      return document === null ? undefined : { ...storedOf(document), breakGlassCode: document.breakGlass?.code };
    },
    async list(companyId, { after, limit }) {
      const beyond = after === undefined ? {} : { $or: [{ pcName: { $gt: after[0] } }, { pcName: after[0], deviceId: { $gt: after[1] } }] };
      return (await collection.find({ companyId, ...beyond }, { projection: { breakGlass: 0 } }).sort({ pcName: 1, deviceId: 1 }).limit(limit).toArray()).map(storedOf);
    },
    update({ companyId, rev }, device, operation) {
      const { status, links, changedAt } = device;
      const entries = entriesOf(companyId, device, rev + 1, operation);
      return updateWithOutbox(collection, { _id: tenantId(companyId, device.deviceId), rev }, { status, links: [...links], changedAt }, entries);
    },
    async linkedAccounts(companyId, userIds) {
      const wanted = new Set(userIds);
      const accounts = new Map<string, { pcName: string; windowsAccount: string }[]>();
      if (wanted.size === 0) return accounts;
      for await (const { pcName, links, status } of collection.find({ companyId, 'links.userId': { $in: [...wanted] } })) {
        if (status === 'revoked') continue;
        for (const { userId, windowsAccount } of links) {
          if (wanted.has(userId)) accounts.set(userId, [...(accounts.get(userId) ?? []), { pcName, windowsAccount }]);
        }
      }
      return accounts;
    },
  };
}

const entriesOf = (companyId: string, device: Device, version: number, operation: Operation) => [
  deviceEntry(companyId, device, version),
  operationEntry(companyId, `device/${device.deviceId}`, version, operation),
];

function storedOf(document: DeviceDocument): StoredDevice {
  const { companyId, rev, deviceId, pcName, osVersion, agentVersion, publicKey, thumbprint, status, links, enrolledAt, changedAt } = document;
  return { companyId, rev, device: { deviceId, pcName, osVersion, agentVersion, publicKey, thumbprint, status, links, enrolledAt, changedAt } };
}
